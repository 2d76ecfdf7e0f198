"""The first samples of a configuration tell at once whether it has views and visible balls."""

import time

import pytest

from curveball.config.errors import ConfigError
from curveball.config.loading import parse_config
from curveball.generation.feasibility import check_first_samples
from curveball.generation.framing import FramingError

WIDE = {"field_of_view_deg": [120, 120], "extent": [0.2, 0.2]}


@pytest.mark.parametrize(
    "settings", [{}, {"samples_per_class": 1}, {"frames": 1024}, {"framing": {"max_attempts": 30}}]
)
def test_a_possible_framing_is_accepted_quickly(settings):
    began = time.monotonic()
    check_first_samples(parse_config(settings))
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    ("framing", "reason"),
    [
        ({"extent": [0.49, 0.5]}, r"linear \(index 0\) in 64 attempts\. framing\.extent \[0\.49, 0\.5\]"),
        ({"extent": [0.49, 0.5], "max_attempts": 200}, "in 200 attempts"),
        ({"max_attempts": 1}, r"framing\.orientation random: .* increase framing\.max_attempts"),
    ],
)
def test_an_impossible_framing_is_rejected_within_seconds(framing, reason):
    began = time.monotonic()
    with pytest.raises(FramingError, match=reason):
        check_first_samples(parse_config({"framing": framing}))
    assert time.monotonic() - began < 20


def test_a_framing_that_only_some_samples_find_is_rejected():
    rare = {"framing": {"max_attempts": 3}, "classes": {"linear": {"visibility": 0.5}}}
    few = parse_config(rare | {"samples_per_class": 3})
    check_first_samples(few)
    with pytest.raises(FramingError, match="No usable view of linear"):
        check_first_samples(parse_config(rare | {"samples_per_class": 3000}))


def test_a_ball_that_is_too_small_far_from_the_camera_is_rejected_with_its_radius():
    tiny = {"height": 32, "width": 32, "ball": {"radius": [0.01, 0.01], "pulse": [0, 0]}}
    check_first_samples(parse_config(tiny))
    with pytest.raises(FramingError, match=r"The ball of \w+ \(index \d+\) cannot be seen .* its radius is 0\.\d+ px"):
        check_first_samples(parse_config(tiny | {"framing": WIDE}))
    pulsing = {"radius": [0.0125, 0.0125], "pulse": [0.2, 0.2]}
    with pytest.raises(FramingError, match=r"or lower ball\.pulse \[0\.2, 0\.2\], framing\.field_of_view_deg"):
        check_first_samples(parse_config(tiny | {"ball": pulsing, "framing": WIDE}))


@pytest.mark.parametrize("frames", [1, 5])
def test_settings_that_repeat_a_video_are_rejected(frames):
    fixed = {"placement": "centered", "orientation": "fixed", "elevation_deg": [0, 0], "field_of_view_deg": [30, 30]}
    settings = {
        "frames": frames,
        "ball": {"radius": [0.05, 0.05], "pulse": [0, 0]},
        "framing": fixed | {"extent": [0.1, 0.1]},
        "pace": {"variation": [0, 0]},
        "jitter": {"probability": 0},
        "classes": {"linear": {"length_m": [1, 1]}},
    }
    with pytest.raises(
        ConfigError, match=r"linear \(index \d\) and linear \(index \d\) are the same video: framing\.pl"
    ):
        check_first_samples(parse_config(settings))
    check_first_samples(parse_config(settings | {"ball": {"radius": [0.05, 0.06], "pulse": [0, 0]}}))
    check_first_samples(parse_config(settings | {"jitter": {"probability": 1}}))
