"""Reversed samples are those that the generator makes if the coin falls on its other side."""

import doctest
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import curveball
from curveball.generation.encoding import digest

ROOT = Path(__file__).parents[3]
SMALL = {"frames": 7, "height": 24, "width": 33}
NOISY = SMALL | {"jitter": {"probability": 1}}
CONFIGS = {
    "default": {},
    "gray, all with noise": NOISY | {"grayscale": True},
    "centered, without noise": SMALL | {"framing": {"placement": "centered"}, "jitter": {"probability": 0}},
    "fixed orientation": NOISY | {"framing": {"orientation": "fixed"}},
    "constant speed": SMALL | {"pace": {"variation": [0, 0]}, "ball": {"pulse": [0, 0]}},
    "a single frame": NOISY | {"frames": 1},
    "two classes": SMALL | {"classes": {"helical": {}, "parabolic": {"visibility": 0.1}}},
}
OF_TIME = {"direction", "pace", "is_reversed", "equation", "description", "questions", "digest"}
OPPOSITE = {
    "left to right": "right to left",
    "upward": "downward",
    "clockwise": "counterclockwise",
    "even": "even",
    "speeding up": "slowing down",
}
OPPOSITE |= {opposite: word for word, opposite in OPPOSITE.items()}


def assert_equal(found: curveball.Sample, expected: curveball.Sample) -> None:
    """Assert that two samples have the same columns in the same order, with the same types and bits."""
    assert list(found) == list(expected)
    for name, value in expected.items():
        assert type(found[name]) is type(value), name
        one, other = np.asarray(found[name]), np.asarray(value)
        assert (one.dtype, one.shape, one.tobytes()) == (other.dtype, other.shape, other.tobytes()), name


@pytest.mark.parametrize("settings_of", CONFIGS)
@settings(max_examples=3, deadline=None)
@given(index=st.integers(0, 10**6))
def test_a_reversed_sample_is_the_one_that_is_generated_with_the_coin_flipped(settings_of, index):
    config = curveball.parse_config(CONFIGS[settings_of])
    for class_name in config.classes:
        sample, flipped = (curveball.generate(config, class_name, [index], reverse=flip)[0] for flip in (False, True))
        assert_equal(curveball.reverse(sample, config), flipped)
        assert_equal(curveball.reverse(flipped, config), sample)
        assert_same_frames_in_the_opposite_order(sample, flipped)
        assert_opposite_words(sample, flipped)


def assert_same_frames_in_the_opposite_order(sample: curveball.Sample, flipped: curveball.Sample) -> None:
    frames, reversed_frames = ([frame.tobytes() for frame in one["video"]] for one in (sample, flipped))
    assert sorted(frames) == sorted(reversed_frames), "the same multiset of frames"
    assert frames == reversed_frames[::-1]
    assert flipped["digest"] == digest(flipped["video"])
    for name in ("trajectory_3d", "trajectory_2d", "radius_px"):
        assert sample[name].tobytes() == flipped[name][::-1].tobytes(), name


def assert_opposite_words(sample: curveball.Sample, flipped: curveball.Sample) -> None:
    for name in ("direction", "pace"):
        assert flipped[name] == OPPOSITE[sample[name]]
    assert flipped["is_reversed"] == 1 - sample["is_reversed"]
    for name in sample.keys() - OF_TIME - {"video", "trajectory_3d", "trajectory_2d", "radius_px"}:
        np.testing.assert_array_equal(sample[name], flipped[name], err_msg=name)


def test_stored_samples_are_reversed_twice_to_themselves(made):
    for sample in list(curveball.Dataset(made.folder))[::20]:
        assert_equal(curveball.reverse(curveball.reverse(sample, made.config), made.config), sample)


def test_a_trail_is_rendered_anew_because_a_frame_shows_its_past():
    config = curveball.parse_config(NOISY | {"style": "trail"})
    sample = curveball.generate(config, "circular", [5])[0]
    turned = curveball.reverse(sample, config)
    assert_equal(turned, curveball.generate(config, "circular", [5], reverse=True)[0])
    assert not np.array_equal(turned["video"], sample["video"][::-1])
    np.testing.assert_array_equal(turned["trajectory_2d"], sample["trajectory_2d"][::-1])


def test_a_reversed_sample_shares_no_memory_with_its_origin():
    config = curveball.parse_config(SMALL)
    sample = curveball.generate(config, "linear", [1])[0]
    turned = curveball.reverse(sample, config)
    arrays = [name for name, value in sample.items() if isinstance(value, np.ndarray)]
    assert len(arrays) > 5
    for name in arrays:
        assert not np.shares_memory(sample[name], turned[name]), name
        turned[name][...] = 0


def test_the_example_of_the_documentation_runs(monkeypatch):
    monkeypatch.chdir(ROOT)
    examples = doctest.DocTestFinder(recurse=False).find(curveball.reverse, globs={"curveball": curveball})
    assert doctest.DocTestRunner().run(examples[0]) == (0, 3)


def test_what_cannot_be_reversed_is_explained():
    config = curveball.parse_config(SMALL)
    sample = curveball.generate(config, "linear", [0])[0]
    without = {name: value for name, value in sample.items() if name != "pace_bend"}
    with pytest.raises(curveball.CurveballError, match=r"missing in one of them: pace_bend$"):
        curveball.reverse(without, config)
    with pytest.raises(curveball.CurveballError, match="linear_length_m, parab"):
        curveball.reverse(sample, curveball.parse_config({"classes": {"helical": {}}}))
    for video in (sample["video"] / np.float32(255), np.moveaxis(sample["video"], -1, 1)):
        with pytest.raises(curveball.CurveballError, match=r"uint8 of the shape \(7, 24, 33, 3\); found"):
            curveball.reverse(sample | {"video": video}, config)
