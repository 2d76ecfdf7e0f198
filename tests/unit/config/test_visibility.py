"""How much a ball changes the pixels, from nothing to its full contrast."""

import numpy as np
import pytest

from curveball.config.loading import parse_config
from curveball.config.visibility import ball_contrast
from curveball.generation.rendering import render


def test_a_ball_in_the_gap_between_pixels_changes_nothing():
    assert ball_contrast(parse_config({}), 0.2) == 0


def test_a_large_ball_has_its_full_contrast():
    assert ball_contrast(parse_config({"background": "#000000", "grayscale": True}), 20) == pytest.approx(91)


def test_colors_cancel_in_a_small_ball_where_the_background_is_between_them():
    between = parse_config({"background": "#808080", "ball": {"color": "#b6b6b6", "outline_color": "#010101"}})
    assert ball_contrast(between, 0.5) < 12
    assert ball_contrast(between, 2) > 50


@pytest.mark.parametrize("radius", [0.3, 0.5, 1, 3])
def test_it_is_what_the_renderer_draws_at_the_worst_place(radius):
    config = parse_config({"frames": 1, "height": 12, "width": 12, "grayscale": True, "background": "#ffffff"})
    places = np.stack(np.meshgrid(*[5 + np.arange(17) / 16] * 2), axis=0).reshape(2, 1, -1).astype(np.float32)
    frames = render(config, places, np.full(places.shape[1:], radius, dtype=np.float32))
    drawn = (255 - frames.min(axis=(1, 2, 3, 4))).min()
    assert ball_contrast(config, radius) == pytest.approx(drawn, abs=2)
