"""One fault at a time is planted in a copy of a sound dataset: the checks that it breaks fail, and no other."""

import numpy as np
import pytest

from tests.support.faults import FAULTS
from tests.support.leaks import LEAKS

REPORTED = {"baselines", "reported_probes"}
"""Checks without a bound."""


@pytest.mark.parametrize(("plant", "broken"), FAULTS, ids=[plant.__name__ for plant, _ in FAULTS])
def test_a_fault_breaks_the_checks_that_are_about_it_and_no_other(copy, plant, broken):
    plant(copy)
    assert copy.broken() == broken


@pytest.mark.parametrize(("plant", "broken"), LEAKS, ids=[plant.__name__ for plant, _ in LEAKS])
def test_a_leak_breaks_the_checks_that_are_about_it_and_no_other(audited_copy, plant, broken):
    plant(audited_copy)
    assert audited_copy.broken() == broken


def test_without_a_leak_no_statistical_check_is_broken(audited_copy):
    assert audited_copy.broken() == set()


def test_every_check_has_a_fault_that_breaks_it(copy):
    broken = set().union(*(broken for _, broken in FAULTS + LEAKS))
    assert copy.measure().keys() - REPORTED == broken


# library: numbers that no camera has overflow in camera.py and rendering.py before a check refuses them.
@pytest.mark.filterwarnings(
    r"ignore:(invalid value|overflow) encountered:RuntimeWarning:curveball\..*(camera|rendering)"
)
@pytest.mark.parametrize("column", ["trajectory_3d", "trajectory_2d", "radius_px"])
@pytest.mark.parametrize("value", [np.nan, np.inf, -1e30])
def test_a_column_of_bad_numbers_fails_and_crashes_nothing(copy, column, value):
    copy.change(column, lambda values, _: np.full_like(values, value))
    outcome = copy.validate()
    assert outcome["passed"] is False
    if not np.isfinite(value):
        radii = next(check for check in outcome["checks"] if check["name"] == "radii")
        assert radii["passed"] is False
        assert "finite numbers" in radii["details"]["reason"]
