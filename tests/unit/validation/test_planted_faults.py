"""One fault at a time is planted in a copy of a correct dataset: exactly the checks that cover it fail."""

import numpy as np
import pytest

from tests.support.faults import FAULTS
from tests.support.leaks import FURTHER_LEAKS, FURTHER_LEAKS_OF_MOTION, LEAKS, LEAKS_OF_MOTION

REPORTED = {"baselines", "direction_from_first_frame", "reported_probes"}
"""Checks without a bound."""


def names(faults):
    return [plant.__name__ for plant, _ in faults]


@pytest.mark.parametrize(("plant", "failed"), FAULTS, ids=names(FAULTS))
def test_a_fault_fails_the_checks_that_cover_it_and_no_other(copy, plant, failed):
    plant(copy)
    assert copy.failed() == failed


@pytest.mark.parametrize(("plant", "failed"), LEAKS, ids=names(LEAKS))
def test_a_leak_fails_the_checks_that_cover_it_and_no_other(audited_copy, plant, failed):
    plant(audited_copy)
    assert audited_copy.failed_of_rows() == failed


@pytest.mark.parametrize(("plant", "failed"), LEAKS_OF_MOTION, ids=names(LEAKS_OF_MOTION))
def test_a_leak_of_the_motion_fails_the_checks_that_cover_it_and_no_other(audited_motion_copy, plant, failed):
    plant(audited_motion_copy)
    assert audited_motion_copy.failed_of_rows() == failed


@pytest.mark.slow
@pytest.mark.parametrize(("plant", "failed"), FURTHER_LEAKS, ids=names(FURTHER_LEAKS))
def test_a_further_leak_fails_the_checks_that_cover_it_and_no_other(audited_copy, plant, failed):
    plant(audited_copy)
    assert audited_copy.failed_of_rows() == failed


@pytest.mark.slow
@pytest.mark.parametrize(("plant", "failed"), FURTHER_LEAKS_OF_MOTION, ids=names(FURTHER_LEAKS_OF_MOTION))
def test_a_further_leak_of_the_motion_fails_the_checks_that_cover_it_and_no_other(audited_motion_copy, plant, failed):
    plant(audited_motion_copy)
    assert audited_motion_copy.failed_of_rows() == failed


def test_without_a_leak_no_statistical_check_fails(audited_copy):
    assert audited_copy.failed_of_rows() == set()


def test_without_a_leak_no_check_of_the_motion_fails(audited_motion_copy):
    found = audited_motion_copy.measure()
    assert found.having("failed") == found.having("not_applicable") == []


def test_every_check_has_a_fault_that_fails_it(copy):
    covered = set().union(*(failed for _, failed in FAULTS + LEAKS + LEAKS_OF_MOTION))
    assert {check.name for check in copy.measure().checks} - REPORTED == covered


# library: numbers that no camera has overflow in camera.py and rendering.py before a check fails.
@pytest.mark.filterwarnings(
    r"ignore:(invalid value|overflow) encountered:RuntimeWarning:curveball\..*(camera|rendering)"
)
@pytest.mark.parametrize("column", ["trajectory_3d", "trajectory_2d", "radius_px"])
@pytest.mark.parametrize("value", [np.nan, np.inf, -1e30, 3e38])
def test_a_column_of_bad_numbers_fails_and_crashes_nothing(copy, column, value):
    copy.change(column, lambda values, _: np.full_like(values, value))
    outcome = copy.measure()
    assert not outcome.passed
    if not np.isfinite(value):
        for name in ("center_error_median", "center_error_max", "radius_error_median", "radius_error_max"):
            assert outcome[name].status == "failed"
            assert "finite numbers" in outcome[name].finding
