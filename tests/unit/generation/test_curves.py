"""Curves have their times and their noise, whatever the view."""

import math

import numpy as np
import pytest

from curveball.config.loading import parse_config
from curveball.config.model import Config
from curveball.generation.curves import draw_curves, frame_times, rms_extent
from curveball.generation.sampling import draw_samples

CLASSES = sorted(Config().classes)
EVEN = {"pace": {"variation": [0, 0]}}


def test_time_runs_from_the_first_to_the_last_frame():
    assert frame_times(5)[:, 0].tolist() == [0, 0.25, 0.5, 0.75, 1]


def test_a_single_frame_is_in_the_middle_of_the_clip():
    assert frame_times(1).tolist() == [[0.5]]


def test_a_subset_of_curves_is_that_of_every_array():
    config, indices = Config(), np.arange(9)
    curves = draw_curves(config, config.classes["helical"], "helical", indices)
    chosen = np.array([7, 2])
    alone = draw_curves(config, config.classes["helical"], "helical", indices[chosen])

    taken = vars(curves.take(chosen))
    paces, expected_paces = vars(taken.pop("paces")), vars(alone.paces)
    for name, values in (taken | paces).items():
        np.testing.assert_equal(values, (vars(alone) | expected_paces)[name], err_msg=name)
    turning = draw_curves(config, config.classes["circular"], "circular", indices)
    assert turning.course_m is turning.take(chosen).course_m is None


def test_a_flipped_coin_reverses_points_and_radii_and_nothing_else():
    config, indices = Config(), np.arange(40)
    curves, flipped = (draw_curves(config, config.classes["helical"], "helical", indices, flip) for flip in (0, 1))
    assert (curves.paces.is_reversed != flipped.paces.is_reversed).all()
    np.testing.assert_array_equal(curves.points_m[:, ::-1], flipped.points_m)
    np.testing.assert_array_equal(curves.radius_px[::-1], flipped.radius_px)
    for name in ("jitter_std", "ideal_points_m", "course_m", "extent_px", "focal_px"):
        np.testing.assert_array_equal(getattr(curves, name), getattr(flipped, name), err_msg=name)


def test_the_extent_is_the_rms_distance_from_the_center():
    points = np.array([[[1.0], [5.0]], [[0.0], [0.0]]])
    assert rms_extent(points).tolist() == [2.0]


def test_jitter_has_its_probability_and_its_range():
    std = draw_samples(Config(), "linear", np.arange(5000)).jitter_std
    jittered = np.sort(std[std > 0])
    assert len(jittered) / 5000 == pytest.approx(0.8, abs=4 * math.sqrt(0.16 / 5000))
    assert 0.002 <= jittered[0] < 0.00201
    assert 0.00599 < jittered[-1] <= 0.006


def test_jitter_can_be_disabled():
    samples = draw_samples(parse_config(EVEN | {"jitter": {"probability": 0}}), "linear", np.arange(100))
    assert (samples.jitter_std == 0).all()
    steps = np.diff(samples.trajectory_3d.astype(np.float64), axis=1)
    assert np.abs(steps - steps.mean(axis=1, keepdims=True)).max() < 1e-6


def test_a_sample_without_jitter_is_exact_in_a_batch_with_jitter():
    samples = draw_samples(parse_config(EVEN), "linear", np.arange(200))
    steps = np.diff(samples.trajectory_3d.astype(np.float64), axis=1)
    uneven = np.abs(steps - steps.mean(axis=1, keepdims=True)).max(axis=(0, 1))
    assert (uneven[samples.jitter_std == 0] < 1e-6).all()
    assert (uneven[samples.jitter_std > 0] > 1e-4).all()


@pytest.mark.parametrize("class_name", CLASSES)
def test_jitter_is_standard_normal_noise_of_the_stated_size(class_name):
    noisy = EVEN | {"frames": 64, "jitter": {"probability": 1}}
    samples = draw_samples(parse_config(noisy), class_name, np.arange(200))
    ideal = draw_samples(parse_config(noisy | {"jitter": {"probability": 0}}), class_name, np.arange(200))
    same_view = (samples.axes == ideal.axes).all(axis=(0, 1))
    assert same_view.mean() > 0.9
    noise = (samples.trajectory_3d.astype(np.float64) - ideal.trajectory_3d)[..., same_view]
    points = ideal.trajectory_3d[..., same_view].astype(np.float64)
    extent = np.sqrt(((points - points.mean(axis=1, keepdims=True)) ** 2).sum(axis=0).mean(axis=0))
    standardized = noise / (extent * samples.jitter_std[same_view])
    assert standardized.std() == pytest.approx(1, abs=0.03)
    assert standardized.mean() == pytest.approx(0, abs=0.03)
    assert np.abs(standardized).max() < 6
    neighbors = np.corrcoef(standardized[:, 1:].reshape(-1), standardized[:, :-1].reshape(-1))[0, 1]
    assert abs(neighbors) < 0.03
