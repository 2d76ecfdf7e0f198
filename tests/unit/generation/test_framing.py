"""Views show every curve clearly, at its size, anywhere in the frame; if there is none, the error names the setting."""

import math
import time

import numpy as np
import pytest

from curveball.config.loading import parse_config
from curveball.config.model import Config
from curveball.generation.framing import FramingError, direction_names
from curveball.generation.sampling import Samples, draw_samples
from curveball.motions import motion_type

CLASSES = sorted(Config().classes)
EVEN = {"pace": {"variation": [0, 0]}}


def extents_px(class_name: str, samples: Samples) -> np.ndarray:
    """Return the RMS distance of the points of each curve from their center, at the depth of the center, in pixels."""
    points = samples.trajectory_3d.astype(np.float64)
    seen = np.einsum("ijn,jtn->itn", samples.camera.rotation, points) + samples.camera.translation_m[:, None]
    offset = seen - seen.mean(axis=1, keepdims=True)
    meters = np.sqrt((offset[:2] ** 2).sum(axis=0).mean(axis=0))
    return samples.camera.focal_length_px * meters / seen[2].mean(axis=0)


@pytest.mark.parametrize("class_name", CLASSES)
def test_all_classes_have_the_same_distribution_of_extents(class_name):
    config = parse_config(EVEN | {"jitter": {"probability": 0}, "frames": 400})
    extents = np.sort(extents_px(class_name, draw_samples(config, class_name, np.arange(400))) / 64)
    low, high = config.framing.extent
    assert low * 0.985 < extents[0] < extents[-1] < high * 1.015
    logarithms = np.log(extents / low) / math.log(high / low)
    steps = (np.arange(400) + 0.5) / 400
    assert np.abs(logarithms - steps).max() < 1.95 / math.sqrt(400), "log-uniform (Kolmogorov-Smirnov, 0.1 %)"


@pytest.mark.parametrize("class_name", CLASSES)
@pytest.mark.parametrize(("axis", "size"), [(0, 48), (1, 96)])
def test_the_position_in_the_frame_is_uniform_within_its_limits(class_name, axis, size):
    config = parse_config({"width": 48, "height": 96})
    samples = draw_samples(config, class_name, np.arange(1000))
    center = samples.trajectory_2d[axis].astype(np.float64)
    # The shifts that would move the ball to the border in some frame, in meters.
    meters_per_px = samples.depth_m / samples.camera.focal_length_px
    before = ((center - samples.radius_px - 0.5) * meters_per_px).min(axis=0)
    after = ((size - 1.5 - center - samples.radius_px) * meters_per_px).min(axis=0)
    position = np.sort(before / (before + after))
    steps = (np.arange(1000) + 0.5) / 1000
    assert np.abs(position - steps).max() < 1.95 / math.sqrt(1000), "Kolmogorov-Smirnov, 0.1 %"


def test_elevations_and_fields_of_view_are_in_their_ranges():
    framing = {"elevation_deg": [10.0, 20.0], "field_of_view_deg": [30.0, 31.0]}
    samples = draw_samples(parse_config({"framing": framing}), "helical", np.arange(300))
    elevation = np.degrees(np.arcsin(-samples.camera.rotation[2, 2]))
    assert 10 <= elevation.min() < 10.5 < 19.5 < elevation.max() <= 20
    field = 2 * np.degrees(np.arctan(32 / samples.camera.focal_length_px))
    assert 30 <= field.min() < 30.1 < 30.9 < field.max() <= 31


@pytest.mark.parametrize("class_name", CLASSES)
def test_an_infeasible_framing_is_reported_within_seconds_with_class_and_setting(class_name):
    config = parse_config({"framing": {"extent": [0.5, 0.5], "max_attempts": 200}})
    began = time.monotonic()
    with pytest.raises(FramingError, match=rf"{class_name} .*200 attempts.*framing\.extent \[0\.5, 0\.5\]"):
        draw_samples(config, class_name, np.arange(16))
    assert time.monotonic() - began < 5


def test_the_error_names_the_setting_that_the_sample_failed_on():
    strict = {"classes": {"circular": {"visibility": 0.9}}, "framing": {"max_attempts": 1}}
    hidden = first_hidden(strict)
    for neighbor in range(20):
        with pytest.raises(FramingError, match=r"circular .*classes\.circular\.visibility 0\.9"):
            draw_samples(parse_config(strict), "circular", [hidden, neighbor])


def first_hidden(strict: dict) -> int:
    """Return an index whose first view hides the curve, found with a configuration that accepts all views."""
    lenient = parse_config(strict | {"classes": {"circular": {"visibility": 0.0}}, "framing": {"max_attempts": 64}})
    return int(np.flatnonzero(np.abs(draw_samples(lenient, "circular", range(50)).local_to_camera[2, 2]) < 0.5)[0])


def test_centered_curves_have_their_center_at_the_center_of_the_frame():
    centered = EVEN | {"frames": 400, "framing": {"placement": "centered"}, "jitter": {"probability": 0}}
    config = parse_config(centered)
    samples = draw_samples(config, "helical", np.arange(50))
    center_m = samples.trajectory_3d.astype(np.float64).mean(axis=1, keepdims=True)
    center_px, _ = samples.camera.project(center_m)
    assert np.abs(center_px - 31.5).max() < 0.1


def test_a_fixed_orientation_never_rotates_the_curve_and_looks_along_y():
    samples = draw_samples(parse_config({"framing": {"orientation": "fixed"}}), "linear", np.arange(50))
    right = samples.camera.rotation[0]
    assert (samples.axes == np.eye(3)[..., None]).all()
    np.testing.assert_array_equal(right, np.repeat([[1.0], [0.0], [0.0]], 50, axis=1))


def seen_course(samples: Samples) -> np.ndarray:
    """Return unit vectors (2, N) from the projected start of each curve to its end; of helices, along the axis."""
    if samples.class_name == "helical":
        length = samples.parameters["length_m"]
        local = np.stack([np.zeros((2, len(length)))] * 2 + [np.stack([-length / 2, length / 2])])
    else:
        local = np.stack(motion_type(samples.class_name)().trace(samples.parameters, np.array([[0.0], [1.0]])))
    ends_px, _ = samples.camera.project(np.einsum("ijn,jtn->itn", samples.axes, local))
    direction = ends_px[:, 1] - ends_px[:, 0]
    return direction / np.hypot(*direction) * np.where(samples.paces.is_reversed, -1, 1)


@pytest.mark.parametrize("class_name", ["linear", "helical", "parabolic"])
def test_the_heading_is_that_of_the_projected_curve_and_far_from_horizontal_and_vertical(class_name):
    samples = draw_samples(Config(), class_name, np.arange(2000))
    np.testing.assert_allclose(samples.heading, seen_course(samples), atol=1e-9)
    assert np.abs(samples.heading).min() >= math.sin(math.radians(10.3))
    assert np.abs(samples.heading).min() < math.sin(math.radians(10.8))
    names = direction_names(samples.heading, samples.turns)
    assert set(names) == {"left to right", "right to left"}
    assert [name == "left to right" for name in names] == (seen_course(samples)[0] > 0).tolist()


@pytest.mark.parametrize("class_name", ["linear", "parabolic"])
def test_the_direction_leads_from_the_first_frame_to_the_last(class_name):
    samples = draw_samples(parse_config({"jitter": {"probability": 0}}), class_name, np.arange(2000))
    moved = samples.trajectory_2d[0, -1] - samples.trajectory_2d[0, 0]
    names = direction_names(samples.heading, samples.turns)
    assert [name == "left to right" for name in names] == (moved > 0).tolist()


def test_circles_are_seen_from_a_side_on_which_their_sense_is_clear():
    samples = draw_samples(Config(), "circular", np.arange(2000))
    u, v = samples.trajectory_2d.astype(np.float64)
    doubled_area = (u * np.roll(v, -1, axis=0) - np.roll(u, -1, axis=0) * v).sum(axis=0)  # v points down
    names = direction_names(samples.heading, samples.turns)
    assert [name == "clockwise" for name in names] == (doubled_area > 0).tolist()
    sight = samples.camera.translation_m / np.linalg.norm(samples.camera.translation_m, axis=0)
    above_plane = np.abs((samples.local_to_camera[:, 2] * sight).sum(axis=0))
    assert 0.18 <= above_plane.min() < 0.19


def test_a_fixed_orientation_may_be_vertical():
    samples = draw_samples(parse_config({"framing": {"orientation": "fixed"}}), "helical", np.arange(200))
    names, (right, down) = direction_names(samples.heading, samples.turns), seen_course(samples)
    assert {"upward", "downward"} < set(names), "an upright helix at the side of the frame may lean"
    for name, x, y in zip(names, right, down, strict=True):
        expected = {"upward": y < 0, "downward": y > 0, "left to right": x > 0.18, "right to left": x < -0.18}
        assert expected[name], (name, x, y)


def test_views_that_do_not_show_the_direction_clearly_are_named_as_the_cause():
    config = parse_config(
        {"framing": {"max_attempts": 1, "extent": [0.01, 0.01]}, "classes": {"linear": {"visibility": 0}}}
    )
    with pytest.raises(
        FramingError, match=r"linear .*framing\.orientation random: too few views show clearly which way"
    ):
        draw_samples(config, "linear", np.arange(100))
