"""The size of a ball changes smoothly, by no more than the pulse, and tells nothing about its depth."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.fft import dct

from curveball.config.loading import parse_config
from curveball.generation.curves import draw_curves, frame_times
from curveball.generation.pulse import DRAWS, draw_pulses

TIMES = frame_times(64)


def pulses(low: float, high: float, u: np.ndarray, times: np.ndarray = TIMES) -> np.ndarray:
    return draw_pulses(parse_config({"ball": {"pulse": [low, high]}}), times, u)


def uniforms(count: int, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).random((DRAWS, count))


@given(st.lists(st.floats(0, 1, exclude_max=True), min_size=DRAWS, max_size=DRAWS), st.floats(0, 0.4))
def test_no_factor_differs_from_1_by_more_than_the_pulse(u, pulse):
    factors = pulses(pulse, pulse, np.array(u)[:, None])
    assert np.isfinite(factors).all()
    assert np.abs(factors - 1).max() <= pulse * (1 + 1e-12)


def test_the_change_is_as_large_as_drawn_where_all_waves_meet():
    u = np.zeros((DRAWS, 1))
    u[:3] = 0.25  # phases: all waves start at their maximum
    u[3:6] = [[0.1], [0.9], [0.4]]  # weights
    u[-1] = 0.5  # pulse
    assert pulses(0.1, 0.3, u)[0, 0] == pytest.approx(1.2)


def test_sizes_change_smoothly():
    """Four cycles in a clip of 64 frames: at most 4 * 2 pi / 63 of the amplitude from frame to frame."""
    steps = np.abs(np.diff(pulses(0.4, 0.4, uniforms(500)), axis=0))
    assert steps.max() < 0.4 * 8 * np.pi / 63


def test_waves_have_any_number_of_cycles():
    """No frequency is missing: each of the first eight coefficients of the cosine transform is in use."""
    spectrum = dct(pulses(0.2, 0.2, uniforms(2000)), axis=0, norm="ortho")[1:9].std(axis=1)
    assert spectrum.min() > spectrum.max() / 4


def test_the_mean_size_over_samples_does_not_change_over_time():
    factors = pulses(0.2, 0.2, uniforms(20_000))
    assert np.abs(factors.mean(axis=1) - 1).max() < 4 * factors.std() / np.sqrt(20_000)


def test_sizes_differ_between_samples_and_over_time():
    factors = pulses(0.05, 0.2, uniforms(300))
    assert len({tuple(sample) for sample in factors.T}) == 300
    assert (np.ptp(factors, axis=0) > 0.01).mean() > 0.95


@given(st.integers(1, 30), st.integers(0, 2**32 - 1))
def test_a_pulse_has_the_same_bits_in_every_batch(count, seed):
    u = uniforms(count, seed)
    alone = np.concatenate([pulses(0.05, 0.2, u[:, [k]]) for k in range(count)], axis=1)
    np.testing.assert_array_equal(pulses(0.05, 0.2, u), alone)


@pytest.mark.parametrize("frames", [1, 16])
def test_a_rigid_ball_has_one_size(frames):
    config = parse_config({"frames": frames, "ball": {"pulse": [0, 0]}})
    curves = draw_curves(config, config.classes["linear"], "linear", np.arange(50))
    np.testing.assert_array_equal(curves.radius_px, np.tile(curves.radius_px[0], (frames, 1)))
    assert len(set(curves.radius_px[0])) == 50
