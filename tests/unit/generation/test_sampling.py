import math
import time
from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curveball.config.loading import parse_config
from curveball.config.model import Config
from curveball.generation.sampling import FramingError, Samples, draw_samples, frame_times
from curveball.motions import available_classes

CLASSES = available_classes()


def arrays(samples: Samples) -> dict[str, np.ndarray]:
    """All arrays of samples by name, the sample last."""
    own = {field.name: getattr(samples, field.name) for field in fields(samples)}
    camera = own.pop("camera")
    found = {name: value for name, value in own.items() if isinstance(value, np.ndarray)} | samples.parameters
    return found | {name: getattr(camera, name) for name in ("focal_length_px", "rotation", "translation_m")}


def assert_equal(found: Samples, expected: Samples, chosen=slice(None)) -> None:
    for name, values in arrays(found).items():
        np.testing.assert_array_equal(values, arrays(expected)[name][..., chosen], err_msg=name)


# A sample is a function of the configuration, its class and its index


@pytest.mark.parametrize("class_name", CLASSES)
@settings(max_examples=12)
@given(chosen=st.lists(st.integers(0, 79), min_size=1, max_size=20))
def test_a_sample_does_not_depend_on_its_neighbors(class_name, chosen):
    config = parse_config({"frames": 5})
    assert_equal(draw_samples(config, class_name, chosen), draw_samples(config, class_name, np.arange(80)), chosen)


@pytest.mark.parametrize("class_name", CLASSES)
def test_a_sample_does_not_depend_on_the_other_classes(class_name):
    alone = parse_config({"classes": {class_name: {}}})
    assert_equal(draw_samples(alone, class_name, range(50)), draw_samples(Config(), class_name, range(50)))


@pytest.mark.parametrize(
    "changes", [{"samples_per_class": 100}, {"samples_per_shard": 7}, {"rows_per_file": 3}, {"style": "trail"}]
)
def test_a_sample_does_not_depend_on_how_many_there_are_or_where_they_go(changes):
    assert_equal(
        draw_samples(parse_config(changes), "helical", range(50)), draw_samples(Config(), "helical", range(50))
    )


def test_another_seed_gives_other_samples():
    one, other = (draw_samples(parse_config({"seed": seed}), "linear", range(50)) for seed in (42, 43))
    for name, values in arrays(one).items():
        if name != "index":
            assert not np.array_equal(values, arrays(other)[name]), name


# Times and shapes


def test_time_runs_from_the_first_to_the_last_frame():
    assert frame_times(5)[:, 0].tolist() == [0, 0.25, 0.5, 0.75, 1]


def test_a_single_frame_is_in_the_middle_of_the_clip():
    assert frame_times(1).tolist() == [[0.5]]


@pytest.mark.parametrize("class_name", CLASSES)
@pytest.mark.parametrize(("frames", "height", "width"), [(1, 64, 64), (2, 33, 64), (40, 61, 47)])
def test_every_size_gives_its_shapes_and_a_ball_inside(class_name, frames, height, width):
    config = parse_config({"frames": frames, "height": height, "width": width, "framing": {"margin_px": 2}})
    samples = draw_samples(config, class_name, np.arange(200))
    assert samples.trajectory_3d.shape == (3, frames, 200)
    assert samples.trajectory_2d.shape == (2, frames, 200)
    assert samples.trajectory_3d.dtype == samples.trajectory_2d.dtype == samples.radius_px.dtype == np.float32
    for center, size in zip(samples.trajectory_2d, (width, height), strict=True):
        assert (center - samples.radius_px + 0.5).min() >= 2
        assert (size - 0.5 - center - samples.radius_px).min() >= 2
    assert (samples.depth_m > 0).all()


@pytest.mark.parametrize("class_name", CLASSES)
def test_the_radius_follows_perspective(class_name):
    samples = draw_samples(parse_config({"ball": {"radius": [0.05, 0.05]}}), class_name, np.arange(100))
    meters = samples.radius_px * samples.depth_m / samples.camera.focal_length_px
    np.testing.assert_allclose(meters, np.tile(meters[0], (16, 1)), rtol=1e-6)
    assert np.median(samples.radius_px) == pytest.approx(0.05 * 64, rel=0.03)


# Framing


def extents_px(class_name: str, samples: Samples) -> np.ndarray:
    """Root mean square distance of the curve's points from their middle, at the depth of the middle, in pixels."""
    points = samples.trajectory_3d.astype(np.float64)
    seen = np.einsum("ijn,jtn->itn", samples.camera.rotation, points) + samples.camera.translation_m[:, None]
    offset = seen - seen.mean(axis=1, keepdims=True)
    meters = np.sqrt((offset[:2] ** 2).sum(axis=0).mean(axis=0))
    return samples.camera.focal_length_px * meters / seen[2].mean(axis=0)


@pytest.mark.parametrize("class_name", CLASSES)
def test_all_classes_have_the_same_extent_in_the_picture(class_name):
    config = parse_config({"jitter": {"probability": 0}, "frames": 400})
    extents = np.sort(extents_px(class_name, draw_samples(config, class_name, np.arange(400))) / 64)
    low, high = config.framing.extent
    assert low * 0.985 < extents[0] < extents[-1] < high * 1.015
    steps = low + (high - low) * (np.arange(400) + 0.5) / 400
    assert np.abs(extents - steps).max() < 1.95 / math.sqrt(400) * (high - low), "uniform (Kolmogorov-Smirnov, 0.1 %)"


@pytest.mark.parametrize("class_name", CLASSES)
@pytest.mark.parametrize(("axis", "size"), [(0, 48), (1, 96)])
def test_the_place_in_the_frame_is_uniform_in_the_room_there_is(class_name, axis, size):
    config = parse_config({"width": 48, "height": 96})
    samples = draw_samples(config, class_name, np.arange(1000))
    center = samples.trajectory_2d[axis].astype(np.float64)
    # The shift that would bring the ball to the border in some frame, in meters at the depth of that frame.
    meters_per_px = samples.depth_m / samples.camera.focal_length_px
    before = ((center - samples.radius_px - 0.5) * meters_per_px).min(axis=0)
    after = ((size - 1.5 - center - samples.radius_px) * meters_per_px).min(axis=0)
    place = np.sort(before / (before + after))
    steps = (np.arange(1000) + 0.5) / 1000
    assert np.abs(place - steps).max() < 1.95 / math.sqrt(1000), "Kolmogorov-Smirnov, 0.1 %"


def test_the_camera_stays_within_its_elevations_and_fields_of_view():
    framing = {"elevation_deg": [10.0, 20.0], "field_of_view_deg": [30.0, 31.0]}
    samples = draw_samples(parse_config({"framing": framing}), "helical", np.arange(300))
    elevation = np.degrees(np.arcsin(-samples.camera.rotation[2, 2]))
    assert 10 <= elevation.min() < 10.5 < 19.5 < elevation.max() <= 20
    field = 2 * np.degrees(np.arctan(32 / samples.camera.focal_length_px))
    assert 30 <= field.min() < 30.1 < 30.9 < field.max() <= 31


@pytest.mark.parametrize("class_name", CLASSES)
def test_a_framing_that_cannot_be_satisfied_names_class_and_setting_within_seconds(class_name):
    config = parse_config({"framing": {"extent": [0.5, 0.5], "max_attempts": 200}})
    began = time.monotonic()
    with pytest.raises(FramingError, match=rf"{class_name} .*200 attempts.*framing\.extent \[0\.5, 0\.5\]"):
        draw_samples(config, class_name, np.arange(16))
    assert time.monotonic() - began < 5


def test_too_few_attempts_name_the_setting_that_this_sample_failed_on():
    strict = {"classes": {"circular": {"visibility": 0.9}}, "framing": {"max_attempts": 1}}
    hidden = first_hidden(strict)
    for neighbor in range(20):
        with pytest.raises(FramingError, match=r"circular .*classes\.circular\.visibility 0\.9"):
            draw_samples(parse_config(strict), "circular", [hidden, neighbor])


def first_hidden(strict: dict) -> int:
    """Return an index whose first view hides the curve, as the views of a lenient configuration show."""
    lenient = parse_config(strict | {"classes": {"circular": {"visibility": 0.0}}, "framing": {"max_attempts": 64}})
    return int(np.flatnonzero(np.abs(draw_samples(lenient, "circular", range(50)).local_to_camera[2, 2]) < 0.5)[0])


# Jitter


def test_jitter_happens_for_its_part_of_the_samples_and_in_its_range():
    std = draw_samples(Config(), "linear", np.arange(5000)).jitter_std
    jittered = np.sort(std[std > 0])
    assert len(jittered) / 5000 == pytest.approx(0.8, abs=4 * math.sqrt(0.16 / 5000))
    assert 0.002 <= jittered[0] < 0.00201
    assert 0.00599 < jittered[-1] <= 0.006


def test_jitter_can_be_switched_off():
    samples = draw_samples(parse_config({"jitter": {"probability": 0}}), "linear", np.arange(100))
    assert (samples.jitter_std == 0).all()
    steps = np.diff(samples.trajectory_3d.astype(np.float64), axis=1)
    assert np.abs(steps - steps.mean(axis=1, keepdims=True)).max() < 1e-6


def test_a_sample_without_jitter_is_the_pure_curve_beside_others_with_it():
    samples = draw_samples(Config(), "linear", np.arange(200))
    steps = np.diff(samples.trajectory_3d.astype(np.float64), axis=1)
    uneven = np.abs(steps - steps.mean(axis=1, keepdims=True)).max(axis=(0, 1))
    assert (uneven[samples.jitter_std == 0] < 1e-6).all()
    assert (uneven[samples.jitter_std > 0] > 1e-4).all()


@pytest.mark.parametrize("class_name", CLASSES)
def test_jitter_has_the_size_it_claims(class_name):
    noisy = {"frames": 64, "jitter": {"probability": 1}}
    samples = draw_samples(parse_config(noisy), class_name, np.arange(200))
    pure = draw_samples(parse_config(noisy | {"jitter": {"probability": 0}}), class_name, np.arange(200))
    same_view = (samples.axes == pure.axes).all(axis=(0, 1))
    assert same_view.mean() > 0.9
    noise = (samples.trajectory_3d.astype(np.float64) - pure.trajectory_3d)[..., same_view]
    points = pure.trajectory_3d[..., same_view].astype(np.float64)
    extent = np.sqrt(((points - points.mean(axis=1, keepdims=True)) ** 2).sum(axis=0).mean(axis=0))
    standardised = noise / (extent * samples.jitter_std[same_view])
    assert standardised.std() == pytest.approx(1, abs=0.03)
    assert standardised.mean() == pytest.approx(0, abs=0.03)
    assert np.abs(standardised).max() < 6
    neighbors = np.corrcoef(standardised[:, 1:].reshape(-1), standardised[:, :-1].reshape(-1))[0, 1]
    assert abs(neighbors) < 0.03


@pytest.mark.parametrize("class_name", CLASSES)
def test_jitter_moves_the_stored_curve_not_just_the_picture(class_name):
    """The stored float32 curve, seen by the stored camera, is the stored track: an independent computation."""
    samples = draw_samples(Config(), class_name, np.arange(100))
    u, v = samples.camera.principal_point_px
    for n in range(100):
        f = samples.camera.focal_length_px[n]
        rigid = np.column_stack([samples.camera.rotation[..., n], samples.camera.translation_m[:, n]])
        seen = (
            np.array([[f, 0, u], [0, f, v], [0, 0, 1]]) @ rigid @ np.vstack([samples.trajectory_3d[..., n], [1] * 16])
        )
        assert np.abs(seen[:2] / seen[2] - samples.trajectory_2d[..., n]).max() < 0.01
        np.testing.assert_allclose(seen[2], samples.depth_m[:, n])
