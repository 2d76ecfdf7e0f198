"""A dataset is validated in one pass, and the outcome of all checks is written."""

import pytest

from curveball.dataset.layout import MANIFEST
from curveball.dataset.manifest import ManifestError, read_manifest
from curveball.validation import row_groups
from curveball.validation.outcome import Outcome, read_outcome
from curveball.validation.validate import measure, validate
from tests.support.faults import a_wrong_label
from tests.support.planting import Copy


def validated(copy: Copy) -> Outcome:
    path = copy.folder.parent / "validation.json"
    validate(copy.config, copy.folder, path, cores=1, progress=lambda rows: None)
    return read_outcome(path)


def test_the_outcome_is_written_with_every_check(copy):
    outcome = validated(copy)
    assert outcome.passed
    assert outcome.samples == 40
    assert outcome.fingerprint == read_manifest(copy.folder / MANIFEST).fingerprint
    assert outcome == copy.measure()


def test_the_outcome_is_written_if_a_check_fails(copy):
    a_wrong_label(copy)
    outcome = validated(copy)
    assert not outcome.passed
    assert [check.name for check in outcome.having("failed")] == ["labels", "regeneration"]


def test_a_dataset_without_a_manifest_is_refused(copy):
    (copy.folder / MANIFEST).unlink()
    with pytest.raises(ManifestError, match=MANIFEST):
        copy.measure()


def test_progress_ends_with_the_number_of_rows(copy):
    reported = []
    measure(copy.config, copy.folder, cores=1, progress=reported.append)
    assert reported[-1] == 40
    assert reported == sorted(reported)


@pytest.mark.parametrize("cores", [1, 3])
def test_the_number_of_cores_changes_nothing(copy, monkeypatch, cores):
    # So that a few rows are enough for several processes.
    monkeypatch.setattr(
        row_groups, "rows_at_a_time", lambda config: 10
    )  # so that a few rows are enough for several processes
    assert measure(copy.config, copy.folder, cores, lambda rows: None) == copy.measure()
