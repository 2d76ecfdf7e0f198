"""The ball is measured in the pixels where, and as large as, it was rendered."""

import numpy as np
import pytest

from curveball.config.loading import parse_config
from curveball.config.model import Config
from curveball.generation.rendering import render
from curveball.generation.sampling import draw_samples
from curveball.validation.checks import pixels as pixels_module
from curveball.validation.checks.pixels import ball_centers, ball_radii
from tests.support.faults import a_repeated_video, frames_shifted_by_a_pixel
from tests.support.made_dataset import make_dataset
from tests.support.planting import Copy

# One ball, in a corner of the frame, in two frames: shapes (2, T, N) and (T, N).
POSITION = np.array([[[9.3], [24.0]], [[20.6], [11.25]]])
RADIUS = np.array([[4.2], [6.7]])


def rendered(config: Config) -> np.ndarray:
    return render(config, POSITION, RADIUS)


def test_the_error_of_the_center_is_measured_in_pixels(copy):
    correct = copy.measure()
    frames_shifted_by_a_pixel(copy)
    shifted = copy.measure()
    for name in ("center_error_median", "center_error_max"):
        assert correct[name].value < 0.1
        assert shifted[name].value == pytest.approx(1, abs=0.1)


@pytest.mark.parametrize("settings", [{}, {"grayscale": True}, {"background": "#102030"}], ids=str)
def test_a_ball_is_measured_as_it_was_rendered(settings):
    config = parse_config({"frames": 2, "height": 32, "width": 40} | settings)
    np.testing.assert_allclose(ball_centers(config, rendered(config)), POSITION.T, atol=0.05)
    np.testing.assert_allclose(ball_radii(config, rendered(config)), RADIUS.T, atol=0.05)


@pytest.mark.parametrize("style", ["dot", "trail"])
@pytest.mark.parametrize("pixels", [1, 3 * 32 * 40, 8 * 32 * 40])
def test_the_number_of_pixels_that_are_measured_at_a_time_changes_no_bit(monkeypatch, style, pixels):
    config = parse_config({"frames": 4, "height": 32, "width": 40, "style": style})
    samples = draw_samples(config, "helical", range(5))
    frames = render(config, samples.trajectory_2d, samples.radius_px)
    together = ball_centers(config, frames)
    monkeypatch.setattr(pixels_module, "_PIXELS_AT_A_TIME", pixels)
    np.testing.assert_array_equal(ball_centers(config, frames), together)


def test_an_empty_frame_has_no_center_and_no_radius():
    config = parse_config({"frames": 2, "height": 32, "width": 40})
    empty = np.full((1, *config.video_shape), 255, dtype=np.uint8)
    assert np.isnan(ball_centers(config, empty)).all()
    assert (ball_radii(config, empty) == 0).all()


def test_the_error_of_the_radius_is_measured_in_pixels(copy):
    copy.change("radius_px", lambda radii, _: radii + 0.5)
    found = copy.measure()
    for name in ("radius_error_median", "radius_error_max"):
        assert found[name].value == pytest.approx(0.5, abs=0.05)


@pytest.mark.parametrize("name", ["center_error_max", "radius_error_max"])
def test_one_bad_row_exceeds_the_maximum_and_not_the_median(copy, name):
    a_repeated_video(copy)
    found = copy.measure()
    assert found[name].status == "failed"
    assert found[name.replace("max", "median")].status == "passed"


TRAIL = {"samples_per_class": 8, "frames": 5, "height": 24, "width": 30, "style": "trail", "classes": {"helical": {}}}
LIGHT_AND_DARK = {"background": "#808080", "ball": {"color": "#ffffff", "outline_color": "#010101"}}
BOUNDS = ("center_error_median", "center_error_max", "radius_error_median", "radius_error_max")


@pytest.mark.parametrize(
    "settings", [TRAIL, TRAIL | LIGHT_AND_DARK, TRAIL | LIGHT_AND_DARK | {"style": "dot"}], ids=str
)
def test_small_balls_pass_with_a_trail_and_with_colors_that_cancel_and_fail_where_they_are_wrong(settings, tmp_path):
    made = make_dataset(settings, tmp_path)
    copies = [Copy(made.config, made.folder, tmp_path / name) for name in ("correct", "shifted", "smaller")]
    frames_shifted_by_a_pixel(copies[1])
    copies[2].change("radius_px", lambda radii, _: radii - np.float32(0.4))
    correct, shifted, smaller = (copy.measure() for copy in copies)
    assert {name for name in BOUNDS if correct[name].status != "passed"} == set()
    assert {name for name in BOUNDS[:2] if shifted[name].status != "failed"} == set()
    assert {name for name in BOUNDS[2:] if smaller[name].status != "failed"} == set()
