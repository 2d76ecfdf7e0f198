"""Paces take time to progress along a curve, forwards or backwards, whatever the class."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2_contingency, chisquare

from curveball.config.loading import parse_config
from curveball.config.model import Config
from curveball.generation.curves import frame_times
from curveball.generation.pace import DRAWS, PACES, Paces, draw_paces, phrase
from curveball.generation.sampling import draw_samples
from curveball.generation.shards import columns_without_pixels
from tests.support.equation_text import evaluate

BENDS = st.floats(-0.95, 0.95)
TIMES = np.linspace(0, 1, 101)[:, None]


def paces(bend: float, is_reversed: bool = False) -> Paces:
    return Paces(np.array([bend]), np.array([is_reversed]))


def drawn(variation: list[float], count: int = 6000, flip: bool = False) -> Paces:
    u = np.random.default_rng(3).random((DRAWS, count))
    return draw_paces(parse_config({"pace": {"variation": variation}}), u, flip)


@given(BENDS)
def test_progress_grows_from_0_to_1(bend):
    progress = paces(bend).progress(TIMES)[:, 0]
    assert progress[0] == 0
    assert progress[-1] == 1
    assert (np.diff(progress) > 0).all()


@given(BENDS)
def test_the_rate_of_progress_changes_evenly_from_1_plus_to_1_minus_the_bend(bend):
    rates = np.diff(paces(bend).progress(TIMES)[:, 0]) * 100
    np.testing.assert_allclose(rates, 1 + bend * np.linspace(0.99, -0.99, 100), atol=1e-9)


@given(BENDS, st.booleans(), st.integers(1, 40))
def test_the_phrase_evaluates_to_the_progress_at_each_frame(bend, is_reversed, frames):
    pace, times = paces(bend, is_reversed), frame_times(frames)
    progress = pace.in_order(pace.progress(times))[:, 0]
    equation = f"p(s) = s (1, 0), {phrase(bend, is_reversed)}"
    stated = [evaluate(equation, time)[0] for time in times[:, 0]]
    np.testing.assert_allclose(stated, progress, atol=0.25 * 0.500001e-4)


def test_phrases_read_like_formulas():
    assert phrase(0.0, False) == "s = t"
    assert phrase(0.0, True) == "s = 1 - t"
    assert phrase(0.43214, False) == "s = t + 0.4321 t (1 - t)"
    assert phrase(-0.3, True) == "s = 1 - t - 0.3000 t (1 - t)"


@given(BENDS, st.booleans())
def test_a_pace_is_called_what_is_seen(bend, is_reversed):
    pace = paces(bend, is_reversed)
    rates = np.abs(np.diff(pace.in_order(pace.progress(np.array([[0.0], [0.5], [1.0]])))[:, 0]))
    if abs(bend) > 1e-9:
        assert pace.names() == ["speeding up" if rates[1] > rates[0] else "slowing down"]


def test_values_of_reversed_samples_are_in_the_opposite_order():
    values = np.arange(12).reshape(2, 3, 2)
    ordered = Paces(np.zeros(2), np.array([True, False])).in_order(values)
    np.testing.assert_array_equal(ordered[..., 0], values[:, ::-1, 0])
    np.testing.assert_array_equal(ordered[..., 1], values[..., 1])


def test_bends_are_uniform_in_the_variation_on_both_sides_of_zero():
    bends = drawn([0.3, 0.9]).bend
    for side in (bends[bends > 0], -bends[bends < 0]):
        assert 0.3 <= side.min() < side.max() <= 0.9
        assert chisquare(np.histogram(side, bins=8, range=(0.3, 0.9))[0]).pvalue > 1e-3
    assert chisquare([(bends > 0).sum(), (bends < 0).sum(), (bends == 0).sum()]).pvalue > 1e-3


def test_without_variation_every_pace_is_even():
    even = drawn([0, 0])
    assert set(even.names()) == {"even"}
    assert not np.signbit(even.bend).any()


def test_flipping_the_coin_reverses_exactly_the_others():
    one, other = drawn([0.3, 0.9]), drawn([0.3, 0.9], flip=True)
    np.testing.assert_array_equal(one.is_reversed, ~other.is_reversed)
    np.testing.assert_array_equal(one.bend, other.bend)


def test_a_subset_has_its_bends_and_its_coins():
    some = drawn([0.3, 0.9]).take(np.array([5, 2]))
    np.testing.assert_array_equal(some.bend, drawn([0.3, 0.9]).bend[[5, 2]])
    np.testing.assert_array_equal(some.is_reversed, drawn([0.3, 0.9]).is_reversed[[5, 2]])


@pytest.fixture(scope="module")
def columns() -> dict[str, dict[str, np.ndarray]]:
    """Columns of 3,000 samples of each class by the name of the class."""
    config = Config()
    found = {}
    for name in config.classes:
        table = columns_without_pixels(config, draw_samples(config, name, np.arange(3000)), texts=False)
        found[name] = {key: table[key].to_numpy(zero_copy_only=False) for key in ("direction", "pace", "is_reversed")}
    return found


@pytest.mark.parametrize("column", ["direction", "pace", "is_reversed"])
def test_directions_and_paces_are_equally_likely_in_every_class(columns, column):
    for class_name, values in columns.items():
        names, counts = np.unique(values[column], return_counts=True)
        assert len(names) == (len(PACES) if column == "pace" else 2), class_name
        assert chisquare(counts).pvalue > 1e-3, class_name


def test_directions_and_paces_do_not_depend_on_each_other_or_on_the_class(columns):
    for class_name, values in columns.items():
        for one, other in (("direction", "pace"), ("is_reversed", "pace"), ("is_reversed", "direction")):
            assert chi2_contingency(table(values[one], values[other])).pvalue > 1e-3, (class_name, one, other)
    classes = np.repeat(np.arange(len(columns)), 3000)
    for column in ("pace", "is_reversed"):
        together = np.concatenate([values[column] for values in columns.values()])
        assert chi2_contingency(table(classes, together)).pvalue > 1e-3, column
    rightwards = np.concatenate(
        [np.isin(values["direction"], ["left to right", "clockwise"]) for values in columns.values()]
    )
    assert chi2_contingency(table(classes, rightwards)).pvalue > 1e-3


def table(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Return how often each value of one array occurs with each value of the other."""
    rows, columns = (np.unique(values, return_inverse=True)[1] for values in (one, other))
    counts = np.zeros((rows.max() + 1, columns.max() + 1))
    np.add.at(counts, (rows, columns), 1)
    return counts
