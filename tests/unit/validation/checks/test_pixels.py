"""What is measured of pixels."""

import numpy as np
import pytest

from curveball.config.loading import parse_config
from curveball.config.model import Config
from curveball.generation.rendering import render
from curveball.validation.checks.pixels import ball_centers, ball_radii
from tests.support.faults import pictures_moved_by_a_pixel

# One ball, in a corner of the picture, in two frames: shapes (2, T, N) and (T, N).
POSITION = np.array([[[9.3], [24.0]], [[20.6], [11.25]]])
RADIUS = np.array([[4.2], [6.7]])


def drawn(config: Config) -> np.ndarray:
    return render(config, POSITION, RADIUS)


def test_centers_are_measured_in_pixels(copy):
    sound_ones = copy.measure()["centers"]
    pictures_moved_by_a_pixel(copy)
    assert sound_ones.measured < 0.05
    assert copy.measure()["centers"].measured == pytest.approx(1, abs=0.05)


@pytest.mark.parametrize("settings", [{}, {"grayscale": True}, {"background": "#102030"}], ids=str)
def test_a_ball_is_found_where_it_was_drawn_and_as_large(settings):
    config = parse_config({"frames": 2, "height": 32, "width": 40} | settings)
    np.testing.assert_allclose(ball_centers(config, drawn(config)), POSITION.T, atol=0.05)
    np.testing.assert_allclose(ball_radii(config, drawn(config)), RADIUS.T, atol=0.05)


def test_an_empty_picture_has_no_center_and_no_radius():
    config = parse_config({"frames": 2, "height": 32, "width": 40})
    empty = np.full((1, *config.video_shape), 255, dtype=np.uint8)
    assert np.isnan(ball_centers(config, empty)).all()
    assert (ball_radii(config, empty) == 0).all()
