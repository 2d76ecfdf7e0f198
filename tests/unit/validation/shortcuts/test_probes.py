"""Features depend on what they should and on nothing else; intervals have their stated error rate."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from curveball.validation.shortcuts import probes
from curveball.validation.shortcuts.classifiers import few_trees
from curveball.validation.shortcuts.probes import (
    direction_features,
    frame_features,
    interval,
    motion_features,
    score,
    unordered_features,
)
from tests.support.labeled_rows import labeled

SEEDS = st.integers(0, 2**32 - 1)
ERROR_RATE = 0.001


def some_curves(seed: int, count: int = 5, times: int = 9, dimensions: int = 3) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(count, times, dimensions)).cumsum(axis=1)


def some_turn(seed: int, dimensions: int) -> np.ndarray:
    """Return an orthogonal matrix: a rotation, perhaps with a reflection."""
    turn, _ = np.linalg.qr(np.random.default_rng(seed).normal(size=(dimensions, dimensions)))
    return turn


# Features of the motion


@given(SEEDS, st.sampled_from([2, 3]), st.floats(0.01, 100), st.floats(-100, 100))
def test_motion_features_are_invariant_under_similarity(seed, dimensions, size, shift):
    points = some_curves(seed, dimensions=dimensions)
    moved = shift + size * points @ some_turn(seed + 1, dimensions)
    np.testing.assert_allclose(motion_features(moved), motion_features(points), atol=1e-6)


@given(SEEDS)
def test_motion_features_do_not_depend_on_the_direction_of_time(seed):
    points = some_curves(seed)
    np.testing.assert_allclose(motion_features(points[:, ::-1]), motion_features(points), atol=1e-9)


@given(SEEDS)
def test_motion_features_depend_on_the_order(seed):
    points = some_curves(seed)
    assert not np.allclose(motion_features(points[:, [0, 5, 1, 6, 2, 7, 3, 8, 4]]), motion_features(points))


def test_a_steady_line_has_one_extent_no_acceleration_and_no_turning():
    line = np.linspace(0, 1, 8)[None, :, None] * np.array([1.0, 2.0, 3.0])
    extents, rest = np.split(motion_features(line)[0], [2])
    even_velocity, _, _, *changes, mean_cosine, spread_of_cosine = rest
    np.testing.assert_allclose(extents, 0, atol=1e-6)
    assert even_velocity == pytest.approx(1)
    np.testing.assert_allclose(changes, 0, atol=1e-9)
    assert mean_cosine == pytest.approx(1)
    assert spread_of_cosine == pytest.approx(0, abs=1e-9)


def test_a_circle_has_equal_extents_and_an_even_turning():
    turns = 2 * np.pi * np.arange(12) / 12
    circle = np.stack([np.cos(turns), np.sin(turns)], axis=1)[None]
    extent, _, _, even_turning, speed_changes = motion_features(circle)[0, :5]
    assert extent == pytest.approx(1)
    assert even_turning == pytest.approx(1)
    assert speed_changes == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("dimensions", [2, 3])
@pytest.mark.parametrize("times", [3, 4, 16])
def test_motion_features_have_their_shape(times, dimensions):
    assert motion_features(some_curves(0, 5, times, dimensions)).shape == (5, dimensions + 8)


def test_a_ball_at_rest_has_finite_features():
    resting = np.ones((2, 6, 3), dtype=np.float32)
    assert np.isfinite(motion_features(resting)).all()
    assert np.isfinite(unordered_features(resting[..., :2])).all()


# Features of the positions without their order


@given(SEEDS, st.permutations(range(9)))
def test_unordered_features_depend_on_no_order(seed, order):
    points = some_curves(seed, dimensions=2)
    np.testing.assert_allclose(unordered_features(points[:, order]), unordered_features(points), atol=1e-7)


@given(SEEDS, st.floats(0.01, 100), st.floats(-100, 100))
def test_unordered_features_are_invariant_under_similarity(seed, size, shift):
    points = some_curves(seed, dimensions=2)
    moved = shift + size * points @ some_turn(seed + 1, 2)
    np.testing.assert_allclose(unordered_features(moved), unordered_features(points), atol=1e-6)


@given(SEEDS)
def test_unordered_features_depend_on_which_coordinates_belong_together(seed):
    points = np.random.default_rng(seed).normal(size=(5, 9, 2))
    other = points.copy()
    other[..., 1] = points[:, ::-1, 1]
    assert not np.allclose(unordered_features(other), unordered_features(points))


@pytest.mark.parametrize("times", [1, 2, 16])
def test_unordered_features_have_their_shape(times):
    assert unordered_features(some_curves(0, 5, times, 2)).shape == (5, 2 * times + 1)


@pytest.mark.parametrize("features", [motion_features, direction_features, unordered_features])
@pytest.mark.parametrize("at_a_time", [1, 3, 7, 1000])
def test_the_number_of_rows_at_a_time_changes_nothing(features: Callable, at_a_time, monkeypatch):
    points = some_curves(0, count=7, dimensions=2)
    expected = features(points)
    monkeypatch.setattr(probes, "_ROWS_AT_A_TIME", at_a_time)
    np.testing.assert_array_equal(features(points), expected)


def test_no_rows_have_as_many_features():
    assert unordered_features(some_curves(0, dimensions=2)[:0]).shape == (0, 19)
    assert motion_features(some_curves(0)[:0]).shape == (0, 11)


# Features of a frame


def test_frame_features_are_position_distances_from_the_center_and_radius():
    found = frame_features(np.array([[0.0, 0.0], [3.5, 10.0]]), np.array([2.0, 3.0]), (8, 16))
    assert found.tolist() == [[0, 0, 3.5, 7.5, 7.5, 2], [3.5, 10, 0, 2.5, 2.5, 3]]


@given(st.floats(0, 39), st.floats(0, 23))
def test_mirrored_positions_are_equally_far_from_the_center(column, row):
    positions = np.array([[column, row], [39 - column, row], [column, 23 - row]])
    asides = frame_features(positions, np.ones(3), (40, 24))[:, 2:5]
    np.testing.assert_allclose(asides, np.tile(asides[0], (3, 1)), atol=1e-12)


# Intervals and scores


@given(st.integers(1, 2000), st.data(), st.floats(1e-6, 0.1))
def test_an_interval_contains_the_proportion_and_stays_between_0_and_1(trials, data, error_rate):
    hits = data.draw(st.integers(0, trials))
    low, high = interval(hits, trials, error_rate)
    assert 0 <= low <= hits / trials + 1e-12
    assert hits / trials - 1e-12 <= high <= 1


@given(st.integers(1, 2000), st.data(), st.floats(1e-6, 0.1))
def test_an_interval_is_that_of_scipy(trials, data, error_rate):
    hits = data.draw(st.integers(0, trials))
    expected = binomtest(hits, trials).proportion_ci(1 - 2 * error_rate, method="wilson")
    np.testing.assert_allclose(interval(hits, trials, error_rate), expected, atol=1e-12)


@given(st.integers(1, 99), st.integers(2, 50))
def test_an_interval_is_narrower_with_more_trials(hits, times):
    few, many = interval(hits, 100, ERROR_RATE), interval(hits * times, 100 * times, ERROR_RATE)
    assert few[0] < many[0] < hits / 100 < many[1] < few[1]


@given(st.integers(1, 99))
def test_an_interval_with_a_higher_error_rate_is_narrower(hits):
    sure, less_sure = interval(hits, 100, 0.0001), interval(hits, 100, 0.01)
    assert sure[0] < less_sure[0] < less_sure[1] < sure[1]


def test_an_end_of_an_interval_is_wrong_at_the_stated_rate():
    hits = np.random.default_rng(0).binomial(400, 0.3, 20_000)
    found, times = np.unique(hits, return_counts=True)
    ends = np.array([interval(int(count), 400, 0.05) for count in found])
    assert times[ends[:, 0] > 0.3].sum() / 20_000 == pytest.approx(0.05, abs=0.015)
    assert times[ends[:, 1] < 0.3].sum() / 20_000 == pytest.approx(0.05, abs=0.015)


def test_the_accuracy_is_the_diagonal_of_the_confusion_matrix():
    found = score(few_trees(), labeled(0, gap=1), labeled(1, gap=1), 3, ERROR_RATE)
    assert found.accuracy == np.trace(found.counts) / found.counts.sum()
    assert found.interval[0] < found.accuracy < found.interval[1]


def test_a_class_without_rows_has_its_row_and_column():
    found = score(few_trees(), labeled(0, gap=9), labeled(1, gap=9), 4, ERROR_RATE)
    assert found.counts.shape == (4, 4)
    assert not found.counts[3].any()
