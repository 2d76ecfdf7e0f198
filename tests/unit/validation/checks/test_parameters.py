"""Ranges of parameters are covered, evenly and in all splits alike, as far as the number of samples can tell."""

import numpy as np
import pytest

from curveball.config.loading import parse_config
from curveball.validation.checks.parameters import Histograms, ParameterCoverage, SameRanges
from tests.support.leaks import half_of_a_range, half_of_a_range_in_test

CONFIG = parse_config({"classes": {"circular": {"turns": [1.0, 2.0], "radius_m": [0.5, 0.5]}}})
SIZES = (1600, 200, 200)


def measured(check: type, draw, sizes=SIZES):
    """Return the measurement of a check for `draw(rng, split, count)` as the turns of circles; all else is even."""
    histograms = Histograms(CONFIG)
    for split, count in enumerate(sizes):
        rng = np.random.default_rng(split)
        values = {"turns": draw(rng, split, count), "radius_m": np.full(count, 0.5)}
        tallies = [
            histogram.tally(values.get(histogram.parameter, rng.uniform(histogram.low, histogram.high, count)))
            for histogram in histograms.all
        ]
        histograms.add((split, tallies))
    return check(histograms).measure()


def evenly(rng, split, count):
    return rng.uniform(1, 2, count)


def a_little_to_one_side(rng, split, count):
    return 1 + rng.uniform(0, 1, count) ** 1.3


def otherwise_in_test(rng, split, count):
    return rng.uniform(1, 1.5 if split == 2 else 2, count)


def one_outside(rng, split, count):
    return np.append(rng.uniform(1, 2, count - 1), 2.01)


@pytest.mark.parametrize(
    ("check", "draw", "passed"),
    [
        (ParameterCoverage, evenly, True),
        (ParameterCoverage, a_little_to_one_side, False),
        (ParameterCoverage, one_outside, False),
        (SameRanges, evenly, True),
        (SameRanges, a_little_to_one_side, True),
        (SameRanges, otherwise_in_test, False),
    ],
)
def test_what_is_uneven_breaks_the_promise_that_it_is_about(check, draw, passed):
    found = measured(check, draw)
    assert found.passed is passed
    assert passed or "circular.turns" in found.details["finding"]


@pytest.mark.parametrize("check", [ParameterCoverage, SameRanges])
@pytest.mark.parametrize("sizes", [(1, 0, 0), (5, 1, 1), (0, 0, 0)])
def test_a_few_values_prove_nothing(check, sizes):
    assert measured(check, evenly, sizes).passed


def test_the_ends_of_a_range_belong_to_it():
    histograms = Histograms(CONFIG)
    turns = next(histogram for histogram in histograms.all if histogram.parameter == "turns")
    tally = turns.tally(np.array([1.0, 2.0]))
    assert tally.outside == 0
    assert tally.counts[[0, -1]].tolist() == [1, 1]


def test_a_class_whose_range_is_cut_is_named_with_its_counts(audited_copy):
    half_of_a_range(audited_copy)
    found = audited_copy.measure()["parameter_coverage"].details
    assert "circular.turns" in found["finding"]
    turns = next(test for test in found["parameters"] if test["parameter"] == "turns")
    assert sum(turns["counts"]) == 200
    assert not any(turns["counts"][8:])


def test_the_extremes_of_each_split_are_told(audited_copy):
    half_of_a_range_in_test(audited_copy)
    found = audited_copy.measure()["same_ranges"].details
    turns = next(test for test in found["parameters"] if test["parameter"] == "turns")
    low, high = audited_copy.config.classes["circular"].turns
    assert turns["test"][1] <= (low + high) / 2 < turns["train"][1] <= high
