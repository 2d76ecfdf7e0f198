"""Parameters are uniform over their ranges and alike in all splits, as far as the number of samples can tell."""

import numpy as np
import pytest

from curveball.config.loading import parse_config
from curveball.validation.check import evaluate
from curveball.validation.checks.parameters import Histograms, ParameterCoverage, ParameterDrift
from tests.support.leaks import half_of_a_range, half_of_a_range_in_test

CONFIG = parse_config({"classes": {"circular": {"turns": [1.0, 2.0], "radius_m": [0.5, 0.5]}}})
SIZES = (1600, 200, 200)


def measured(check: type, draw, sizes=SIZES):
    """Evaluate a check for `draw(rng, split, count)` as the turns of circles; all other parameters are uniform."""
    histograms = Histograms(CONFIG)
    for split, count in enumerate(sizes):
        rng = np.random.default_rng(split)
        values = {"turns": draw(rng, split, count), "radius_m": np.full(count, 0.5)}
        tallies = [
            histogram.tally(values.get(histogram.parameter, rng.uniform(*histogram.range, count)))
            for histogram in histograms.all
        ]
        histograms.update((split, tallies))
    return evaluate(check(CONFIG, histograms))


def uniform(rng, split, count):
    return rng.uniform(1, 2, count)


def slightly_skewed(rng, split, count):
    return 1 + rng.uniform(0, 1, count) ** 1.3


def different_in_test(rng, split, count):
    return rng.uniform(1, 1.5 if split == 2 else 2, count)


def one_out_of_range(rng, split, count):
    return np.append(rng.uniform(1, 2, count - 1), 2.01)


@pytest.mark.parametrize(
    ("check", "draw", "passed"),
    [
        (ParameterCoverage, uniform, True),
        (ParameterCoverage, slightly_skewed, False),
        (ParameterCoverage, one_out_of_range, False),
        (ParameterDrift, uniform, True),
        (ParameterDrift, slightly_skewed, True),
        (ParameterDrift, different_in_test, False),
    ],
)
def test_a_skewed_parameter_fails_the_check_that_covers_it(check, draw, passed):
    found = measured(check, draw)
    assert found.status == ("passed" if passed else "failed")
    assert passed or found.finding.startswith("circular.turns ")


@pytest.mark.parametrize("check", [ParameterCoverage, ParameterDrift])
@pytest.mark.parametrize("sizes", [(1, 0, 0), (5, 1, 1), (0, 0, 0)])
def test_a_few_values_prove_nothing(check, sizes):
    found = measured(check, uniform, sizes)
    assert found.status == "not_applicable"
    assert found.reason.startswith("no parameter has ")


def test_one_split_cannot_differ_from_others():
    assert measured(ParameterDrift, uniform, (100, 0, 0)).status == "not_applicable"


def test_one_value_out_of_the_range_fails_whatever_the_number_of_values():
    found = measured(ParameterCoverage, lambda rng, split, count: np.full(count, 2.01), (1, 0, 0))
    assert found.status == "failed"


def test_a_range_includes_its_ends():
    histograms = Histograms(CONFIG)
    turns = next(histogram for histogram in histograms.all if histogram.parameter == "turns")
    tally = turns.tally(np.array([1.0, 2.0]))
    assert tally.outside == 0
    assert tally.counts[[0, -1]].tolist() == [1, 1]


def test_a_value_next_to_the_upper_end_is_in_the_range():
    histograms = Histograms(CONFIG)
    turns = next(histogram for histogram in histograms.all if histogram.parameter == "turns")
    assert turns.tally(np.array([np.nextafter(2.0, 1.0), np.nextafter(2.0, 3.0)])).outside == 1


def test_a_range_of_one_value_contains_no_other():
    histograms = Histograms(CONFIG)
    radius = next(histogram for histogram in histograms.all if histogram.parameter == "radius_m")
    for values, p_value in (([0.5, 0.5], None), ([0.5, 0.51], 0)):
        radius.add(0, radius.tally(np.array(values)))
        assert radius.p_uniform() == p_value


@pytest.mark.parametrize("jitter", [{"probability": 0.0}, {"std": [0.0, 0.006]}], ids=str)
def test_noise_is_not_tested_if_there_is_none_or_if_it_cannot_be_told_from_none(jitter):
    parameters = [histogram.parameter for histogram in Histograms(parse_config({"jitter": jitter})).all]
    assert "jitter_std" not in parameters


def test_a_truncated_range_is_named_and_its_counts_are_given(audited_copy):
    half_of_a_range(audited_copy)
    found = audited_copy.check("parameter_coverage")
    assert found.finding.startswith("circular.turns ")
    turns = next(parameter for parameter in found.details.parameters if parameter.parameter == "turns")
    assert sum(turns.counts) == 200
    assert not any(turns.counts[8:])


def test_the_extremes_of_each_split_are_given(audited_copy):
    half_of_a_range_in_test(audited_copy)
    found = audited_copy.check("parameter_drift").details
    turns = next(parameter for parameter in found.parameters if parameter.parameter == "turns")
    low, high = audited_copy.config.classes["circular"].turns
    assert turns.ranges["test"][1] <= (low + high) / 2 < turns.ranges["train"][1] <= high
