"""Datasets with the settings of a test, generated and validated."""

from collections.abc import Callable

import pytest

from curveball.validation.outcome import Outcome, read_outcome
from curveball.validation.validate import validate
from tests.support.made_dataset import make_dataset


@pytest.fixture
def audit(tmp_path) -> Callable[..., Outcome]:
    """Generate a dataset with these settings, validate it, and return the outcome as it is read from its file."""

    def run(**settings) -> Outcome:
        made = make_dataset(settings, tmp_path)
        path = tmp_path / "validation.json"
        validate(made.config, made.folder, path, 1, lambda rows: None)
        outcome = read_outcome(path)
        assert [check.name for check in outcome.having("not_applicable") if not check.reason] == []
        return outcome

    return run
