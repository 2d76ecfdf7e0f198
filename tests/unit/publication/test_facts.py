"""The facts about a dataset are those of its own files."""

import pytest

from curveball.publication.facts import collect_facts
from curveball.validation.outcome import OutcomeError
from tests.support.published import CITATION


def test_sizes_and_splits_are_those_of_the_files(facts, published):
    files = list((published.dataset / "data").iterdir())
    assert facts.size_bytes == sum(path.stat().st_size for path in files)
    assert sum(facts.rows.values()) == 20
    assert facts.title == "Curveball: 20 labeled videos of a ball on a known 3-D curve, in 2 classes"


def test_columns_of_one_class_are_parameters(facts):
    assert "linear_length_m" in [column.name for column in facts.parameters]
    assert "label" in [column.name for column in facts.columns]
    assert len(facts.column_order) == len(facts.columns) + len(facts.parameters)


def test_a_validation_with_another_identity_is_refused(published):
    with pytest.raises(OutcomeError, match="other settings or other code"):
        collect_facts(published.config, published.dataset, published.validation, CITATION, identity="5" * 32)
