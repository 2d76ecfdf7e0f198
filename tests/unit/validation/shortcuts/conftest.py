"""Datasets with the settings of a test, generated and validated."""

import json
from collections.abc import Callable
from functools import cache

import pytest

from curveball.validation.outcome import Outcome, read_outcome
from curveball.validation.validate import validate
from tests.support.made_dataset import make_dataset


@pytest.fixture(scope="session")
def audit(tmp_path_factory) -> Callable[..., Outcome]:
    """Generate a dataset with these settings, validate it, and return the outcome as it is read from its file.

    The same settings are audited once.
    """

    @cache
    def outcome_of(settings: str) -> Outcome:
        folder = tmp_path_factory.mktemp("audited")
        made = make_dataset(json.loads(settings), folder)
        path = folder / "validation.json"
        validate(made.config, made.folder, path, 1, lambda rows: None)
        outcome = read_outcome(path)
        assert [check.name for check in outcome.having("not_applicable") if not check.reason] == []
        return outcome

    return lambda **settings: outcome_of(json.dumps(settings))
