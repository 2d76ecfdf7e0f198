"""Ranges interpolate and test membership, and their bounds are checked in the configuration."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from curveball.numerics.ranges import Range, Within

NUMBERS = st.floats(-1e6, 1e6)
RANGES = st.tuples(NUMBERS, NUMBERS).map(lambda pair: Range(*sorted(pair)))


@given(RANGES)
def test_a_range_begins_at_its_low_end(interval):
    assert interval.at(np.array([0.0]))[0] == interval.low


@given(RANGES)
def test_a_range_ends_at_its_high_end(interval):
    assert interval.at(np.array([1.0]))[0] == pytest.approx(interval.high, rel=1e-9, abs=1e-9)


@given(RANGES, st.integers(0, 2**53 - 1))
def test_uniform_numbers_give_numbers_in_the_range_up_to_rounding(interval, numerator):
    x = interval.at(np.array([numerator / 2**53]))[0]

    rounding = np.spacing(max(abs(interval.low), abs(interval.high)))
    assert interval.low <= x <= interval.high + rounding


POSITIVE = st.floats(1e-3, 1e3)
POSITIVE_RANGES = st.tuples(POSITIVE, POSITIVE).map(lambda pair: Range(*sorted(pair)))


@given(POSITIVE_RANGES, st.floats(0, 1))
def test_logarithmic_interpolation_is_geometric_and_never_leaves_the_range(interval, u):
    x = interval.at_log(np.array([u]))[0]

    assert interval.contains(np.array([x]))[0]
    assert x == pytest.approx(interval.low * (interval.high / interval.low) ** u, rel=1e-13)


def test_each_doubling_is_equally_likely_for_uniform_numbers():
    x = Range(0.01, 0.16).at_log((np.arange(4000) + 0.5) / 4000)

    counts, _ = np.histogram(x, bins=[0.01, 0.02, 0.04, 0.08, 0.16])
    assert counts.tolist() == [1000] * 4


@given(NUMBERS, st.floats(0, 1))
def test_a_degenerate_range_has_one_number(number, u):
    interval = Range(number, number)

    assert interval.at(np.array([u]))[0] == number
    assert number <= 0 or interval.at_log(np.array([u]))[0] == number
    assert interval.contains(np.array([number, np.nextafter(number, np.inf)])).tolist() == [True, False]


@given(RANGES, st.one_of(NUMBERS, st.sampled_from([math.nan, math.inf, -math.inf])))
def test_a_range_contains_what_the_closed_interval_contains(interval, x):
    assert interval.contains(np.array([x]))[0] == (interval.low <= x <= interval.high)


@given(RANGES)
def test_a_range_contains_its_ends_but_not_the_numbers_next_to_them(interval):
    outside = [np.nextafter(interval.low, -np.inf), np.nextafter(interval.high, np.inf)]

    assert interval.contains(np.array([*interval, *outside])).tolist() == [True, True, False, False]


def test_interpolation_and_membership_keep_the_shape():
    u = np.linspace(0, 1, 12).reshape(3, 4)

    assert Range(1, 2).at(u).shape == Range(1, 2).at_log(u).shape == (3, 4)
    assert Range(1, 2).contains(u.astype(np.float32)).shape == (3, 4)


WITHIN = Within(0.5, 20)


@pytest.mark.parametrize("pair", [[1, 2], (1.5, 1.5), [0.5, 20]])
def test_a_pair_within_the_bounds_becomes_a_range_of_floats(pair):
    length = WITHIN(pair)
    assert length == Range(*pair)
    assert all(type(number) is float for number in length)


@pytest.mark.parametrize(
    "value",
    [
        [2, 1],
        [0.4, 2],
        [1, 20.1],
        [1],
        [1, 2, 3],
        [],
        1,
        None,
        "12",
        ["1", "2"],
        [True, 2],
        [1, math.nan],
        [1, math.inf],
        [1, 10**400],
        [None, 2],
        {"low": 1, "high": 2},
    ],
)
def test_anything_else_is_rejected_with_what_is_allowed(value):
    with pytest.raises(ValueError, match=r"must be \[low, high\] with 0\.5 <= low <= high <= 20"):
        WITHIN(value)
