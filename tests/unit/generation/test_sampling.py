"""A sample is a function of the configuration, its class and its index, and its arrays are consistent."""

from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curveball.config.loading import load_config, parse_config
from curveball.config.model import Config
from curveball.generation.sampling import Samples, draw_samples

CLASSES = sorted(Config().classes)
EXAMPLES = Path(__file__).parents[3] / "config" / "examples"


def arrays(samples: Samples) -> dict[str, np.ndarray]:
    """Return all arrays of samples by name, with the sample last."""
    own = {field.name: getattr(samples, field.name) for field in fields(samples)}
    camera = own.pop("camera")
    found = {name: value for name, value in own.items() if isinstance(value, np.ndarray)} | samples.parameters
    return found | {name: getattr(camera, name) for name in ("focal_length_px", "rotation", "translation_m")}


def assert_equal(found: Samples, expected: Samples, chosen=slice(None)) -> None:
    for name, values in arrays(found).items():
        np.testing.assert_array_equal(values, arrays(expected)[name][..., chosen], err_msg=name)


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
    "changes", [{"samples_per_class": 100}, {"samples_per_shard": 17}, {"rows_per_file": 3}, {"style": "trail"}]
)
def test_a_sample_does_not_depend_on_the_number_of_samples_shards_and_files(changes):
    assert_equal(
        draw_samples(parse_config(changes), "helical", range(50)), draw_samples(Config(), "helical", range(50))
    )


def test_a_different_seed_gives_different_samples():
    one, other = (draw_samples(parse_config({"seed": seed}), "linear", range(50)) for seed in (42, 43))
    for name, values in arrays(one).items():
        if name != "index":
            assert not np.array_equal(values, arrays(other)[name]), name


@pytest.mark.parametrize("class_name", CLASSES)
@pytest.mark.parametrize(("frames", "height", "width"), [(1, 64, 64), (2, 33, 64), (40, 61, 47)])
def test_shapes_follow_the_configuration_and_the_ball_is_inside_the_frame(class_name, frames, height, width):
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
def test_the_radius_of_a_rigid_ball_is_inversely_proportional_to_the_depth(class_name):
    rigid = parse_config({"ball": {"radius": [0.05, 0.05], "pulse": [0, 0]}})
    samples = draw_samples(rigid, class_name, np.arange(100))
    meters = samples.radius_px * samples.depth_m / samples.camera.focal_length_px
    np.testing.assert_allclose(meters, np.tile(meters[0], (16, 1)), rtol=1e-6)
    assert np.median(samples.radius_px) == pytest.approx(0.05 * 64, rel=0.03)


@pytest.mark.parametrize("class_name", CLASSES)
def test_the_radius_of_a_ball_that_pulses_differs_by_at_most_the_pulse(class_name):
    samples = draw_samples(
        parse_config({"ball": {"radius": [0.05, 0.05], "pulse": [0.1, 0.1]}}), class_name, range(300)
    )
    rigid = draw_samples(parse_config({"ball": {"radius": [0.05, 0.05], "pulse": [0, 0]}}), class_name, range(300))
    same_view = (samples.axes == rigid.axes).all(axis=(0, 1)) & (
        samples.camera.translation_m[2] == rigid.camera.translation_m[2]
    )
    assert same_view.mean() > 0.9
    change = (samples.radius_px / rigid.radius_px)[:, same_view]
    assert 0.05 < np.abs(change - 1).max() <= 0.1


@pytest.mark.parametrize("class_name", CLASSES)
def test_the_example_at_constant_speed_has_even_paces_and_rigid_balls(class_name):
    config = load_config(EXAMPLES / "constant_speed.yaml")
    samples = draw_samples(config, class_name, np.arange(200))
    assert set(samples.paces.names()) == {"even"}
    meters = samples.radius_px * samples.depth_m / samples.camera.focal_length_px
    np.testing.assert_allclose(meters, np.tile(meters[0], (16, 1)), rtol=1e-6)
    steps = np.linalg.norm(np.diff(samples.trajectory_3d.astype(np.float64), axis=1), axis=0)
    is_even = steps.std(axis=0) < 1e-5 * steps.mean(axis=0)
    if class_name != "parabolic":  # whose acceleration is constant instead
        np.testing.assert_array_equal(is_even, samples.jitter_std == 0)


@pytest.mark.parametrize("class_name", CLASSES)
def test_the_stored_track_is_the_projection_of_the_stored_curve(class_name):
    """An independent computation from the float32 curve, which includes the noise, and the camera."""
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
