"""What shows part of the motion is a column of numbers, and its classifier finds what there is to find."""

import numpy as np
import pytest
from scipy.fft import idct

from curveball.config.loading import parse_config
from curveball.generation.curves import frame_times
from curveball.validation.shortcuts.partial_views import (
    BoundingBox,
    MeanSpeed,
    RadiusOverTime,
    StepLength,
    TwoFrames,
    consecutive_frames,
)
from curveball.validation.shortcuts.probe_sample import ProbeSample
from tests.support.audited_settings import AUDITED

CHECKS = [StepLength, MeanSpeed, TwoFrames, BoundingBox, RadiusOverTime]


@pytest.fixture
def sample():
    return ProbeSample(parse_config({"frames": 4, "height": 20, "width": 40}))


@pytest.fixture
def rows():
    path = np.array([[10, 10], [13, 14], [13, 14], [19, 22]], dtype=np.float32)
    return {"trajectory_2d": path[None], "radius_px": np.array([[2, 3, 3, 4]], dtype=np.float32)}


def test_a_step_is_a_distance_between_consecutive_frames(sample, rows):
    check = StepLength(sample)

    assert [check.columns(rows, step).tolist() for step in check.parts()] == [[[5.0]], [[0.0]], [[10.0]]]


def test_the_mean_speed_is_the_mean_of_all_steps(sample, rows):
    assert MeanSpeed(sample).columns(rows, 0).tolist() == [[5.0]]


def test_a_box_has_its_sides_its_size_and_its_ratio(sample, rows):
    assert BoundingBox(sample).columns(rows, 0).tolist() == [[10, 10, 19, 22, 9, 12, 0.75, 12]]


def test_radii_are_given_as_waves_of_their_logarithm(sample, rows):
    columns = RadiusOverTime(sample).columns(rows, 0)[0]

    np.testing.assert_allclose(idct(columns, norm="ortho"), np.log([2, 3, 3, 4]))


def test_a_small_fast_wave_of_the_radius_is_found_beneath_a_large_slow_one():
    """In the radii themselves, the large wave hides it."""
    sample = ProbeSample(parse_config({"classes": {"linear": {}, "circular": {}}}))
    rng, times = np.random.default_rng(0), frame_times(16)

    def rows(count):
        label, phases = rng.integers(0, 2, count), rng.random((2, count))
        slow = 0.3 * np.sin(2 * np.pi * (phases[0] + times))
        fast = 0.01 * np.sin(2 * np.pi * (phases[1] + 6 * times)) * label
        return {"label": label, "radius_px": (3 + slow + fast).T}

    sample.train, sample.test = rows(2000), rows(400)
    value = RadiusOverTime(sample).probe()

    assert value.number > 0.9
    assert not RadiusOverTime(sample).bound.admits(value)


def test_two_frames_are_the_first_those_in_the_middle_and_the_last(sample, rows):
    check = TwoFrames(sample)

    assert check.parts() == [0, 1, 2]
    columns = check.columns(rows, 2)[0].tolist()
    assert columns[:6] == [13, 14, 6.5, 4.5, 6.5, 3]  # the frame alone
    assert columns[6:12] == [19, 22, 0.5, 12.5, 12.5, 4]
    assert columns[12:] == pytest.approx([6, 8, 6, 8, 10, 1, 4 / 3])  # the step between them


def test_three_frames_also_show_a_turn(sample, rows):
    rows["trajectory_2d"][0, 2] = 9, 17  # the step (3, 4) is followed by (-4, 3): a quarter turn at the same speed
    columns = consecutive_frames(sample, rows, 0, 3)[0]

    assert columns.shape == (3 * 6 + 2 * 7 + 8,)
    assert columns[-8:].tolist() == pytest.approx([-7, -1, 50**0.5, 1, 0, 1, 1, -1])


@pytest.mark.parametrize("check", CHECKS)
def test_a_single_frame_has_no_motion(check):
    reason = check(ProbeSample(parse_config({"frames": 1}))).why_not_applicable()

    assert reason == "the videos have fewer than 2 frames"


def test_every_part_is_audited_with_its_own_bound(audit):
    checks = audit(**AUDITED)
    own = ProbeSample(parse_config({"checks": {"step_leak": 0.2, "box_leak": 0.21}}))

    for check in CHECKS:
        measured = checks[check.name]
        assert measured.status == "passed"
        assert measured.interval.low < measured.value < measured.interval.high
    assert checks["step_length"].bound == checks["step_length"].details.chance + 0.11
    assert [check(own).bound.limit for check in (StepLength, BoundingBox)] == [0.25 + 0.2, 0.25 + 0.21]
