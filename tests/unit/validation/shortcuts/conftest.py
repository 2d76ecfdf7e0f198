"""Datasets, made and measured as a test wants them."""

import json
from collections.abc import Callable
from dataclasses import asdict

import pytest

from curveball.validation.check import Measurement
from curveball.validation.validate import measure
from tests.support.made_dataset import make_dataset


@pytest.fixture
def audit(tmp_path) -> Callable[..., dict[str, Measurement]]:
    """Make a dataset of these settings, and return what every check measured, by its name."""

    def run(**settings) -> dict[str, Measurement]:
        made = make_dataset(settings, tmp_path)
        checks = measure(made.config, made.folder, 1, lambda done: None)
        json.dumps([asdict(check) for check in checks], allow_nan=False)
        assert [check.name for check in checks if check.passed is None and not check.details["reason"]] == []
        return {check.name: check for check in checks}

    return run
