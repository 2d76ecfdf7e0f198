"""Rendered pixels equal a plain drawing, show only the ball, and do not depend on the batch."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from curveball.config.loading import parse_config
from curveball.config.model import Config
from curveball.generation import rendering
from curveball.generation.rendering import Renderer, render, videos_per_batch
from curveball.numerics.colors import color_channels

SIZES = st.integers(16, 41)


def small_config(**settings) -> Config:
    return parse_config({"frames": 3, "height": 24, "width": 33} | settings)


def some_tracks(config: Config, seed: int, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Return balls at random positions at least one pixel from the border: (2, T, N) and (T, N), float32."""
    rng = np.random.default_rng(seed)
    radius = rng.uniform(1.0, config.side_px / 4, (config.frames, count))
    sizes = np.array([config.width, config.height])[:, None, None]
    center = rng.uniform(radius + 0.5, sizes - 1.5 - radius)
    return center.astype(np.float32), radius.astype(np.float32)


def distances(config: Config, column: float, row: float) -> np.ndarray:
    rows, columns = np.mgrid[: config.height, : config.width]
    return np.hypot(columns - column, rows - row)


def draw_plainly(config: Config, column: float, row: float, radius: float) -> np.ndarray:
    """Return one frame (H, W, C), drawn over its whole area in float64."""
    column, row, radius = (round(value * 256) / 256 for value in (column, row, radius))
    core_radius = round(radius * 256 * (1 - config.ball.outline)) / 256
    distance = distances(config, column, row)[..., None]
    disc, core = (np.clip(r + 0.5 - distance, 0, min(1, 2 * r)) for r in (radius, core_radius))
    background, ball, outline = (
        color_channels(color, config.grayscale)
        for color in (config.background, config.ball.color, config.ball.outline_color)
    )
    return background + disc * (outline - background) + core * (ball - outline)


@given(SIZES, SIZES, st.integers(1, 4), st.booleans(), st.floats(0, 1), st.integers(0, 2**32 - 1))
def test_every_pixel_equals_that_of_a_plain_drawing(height, width, frames, grayscale, outline, seed):
    config = small_config(height=height, width=width, frames=frames, grayscale=grayscale, ball={"outline": outline})
    center, radius = some_tracks(config, seed, 3)
    videos = render(config, center, radius)
    assert videos.shape == (3, *config.video_shape)
    assert videos.dtype == np.uint8
    for n in range(3):
        for t in range(frames):
            expected = draw_plainly(config, *center[:, t, n].tolist(), radius[t, n].item())
            assert np.abs(videos[n, t] - expected).max() < 0.52, "they differ only by rounding"


@given(SIZES, SIZES, st.sampled_from(["dot", "trail"]), st.booleans(), st.integers(0, 2**32 - 1))
def test_the_ball_never_touches_the_border(height, width, style, grayscale, seed):
    config = small_config(height=height, width=width, style=style, grayscale=grayscale, background="#102030")
    videos = render(config, *some_tracks(config, seed, 4))
    background = color_channels("#102030", grayscale)
    for edge in (videos[:, :, 0], videos[:, :, -1], videos[:, :, :, 0], videos[:, :, :, -1]):
        assert (edge == background).all()


@given(SIZES, SIZES, st.integers(0, 2**32 - 1))
def test_the_centroid_of_the_pixels_is_the_center_of_the_ball(height, width, seed):
    config = small_config(height=height, width=width)
    center, radius = some_tracks(config, seed, 4)
    darkness = 255.0 - render(config, center, radius)[..., 1]
    total = darkness.sum(axis=(2, 3))
    column = (darkness.sum(axis=2) * np.arange(width)).sum(axis=2) / total
    row = (darkness.sum(axis=3) * np.arange(height)).sum(axis=2) / total
    assert np.abs(column.T - center[0]).max() < 0.1
    assert np.abs(row.T - center[1]).max() < 0.1


@pytest.mark.parametrize("style", ["dot", "trail"])
@pytest.mark.parametrize("batch", [1, 7, 16])
def test_pixels_do_not_depend_on_the_batch_size(style, batch):
    config = small_config(style=style, frames=5)
    center, radius = some_tracks(config, 1, 20)
    renderer = Renderer(config, batch)
    parts = [slice(start, start + batch) for start in range(0, 20, batch)]
    drawn = np.concatenate([renderer.draw(center[..., part], radius[..., part]).copy() for part in parts])
    np.testing.assert_array_equal(drawn, render(config, center, radius))


@pytest.mark.parametrize("style", ["dot", "trail"])
def test_pixels_do_not_depend_on_the_number_of_frames_that_are_drawn_at_a_time(style, monkeypatch):
    config = small_config(style=style, frames=5)
    tracks = some_tracks(config, 1, 3)
    together = render(config, *tracks)
    monkeypatch.setattr(rendering, "_MAX_WINDOW_PIXELS", 1)
    renderer = Renderer(config, 3)
    for _ in range(2):  # the second time, the first is erased
        np.testing.assert_array_equal(renderer.draw(*tracks), together)


def test_as_many_videos_are_rendered_at_a_time_as_fit_the_cache():
    assert videos_per_batch(small_config()) == videos_per_batch(Config()) == 16
    assert videos_per_batch(parse_config({"height": 128, "width": 128})) == 4
    assert videos_per_batch(parse_config({"height": 512, "width": 512})) == 1


@pytest.mark.parametrize("style", ["dot", "trail"])
def test_a_renderer_erases_the_previous_batch(style):
    config = small_config(style=style)
    renderer = Renderer(config, 8)
    renderer.draw(*some_tracks(config, 1, 8))
    renderer.draw(*some_tracks(config, 2, 3))
    tracks = some_tracks(config, 3, 6)
    np.testing.assert_array_equal(renderer.draw(*tracks), render(config, *tracks))


def test_a_movement_of_a_sixteenth_of_a_pixel_is_visible():
    config = small_config(frames=2)
    center = np.array([[[12.0], [12.0625]], [[10.0], [10.0]]], dtype=np.float32)
    first, second = render(config, center, np.full((2, 1), 3, dtype=np.float32))[0]
    assert (first != second).any()


def test_the_area_of_the_ball_is_that_of_its_disc():
    config = small_config(frames=1, grayscale=True, ball={"color": "#000000", "outline_color": "#000000"})
    for radius in (2.0, 3.7, 8.1):
        frame = render(config, np.array([[[16.0]], [[11.5]]], np.float32), np.array([[radius]], np.float32))
        assert ((255 - frame) / 255).sum() == pytest.approx(math.pi * radius**2, rel=0.02)


def test_the_ball_and_its_outline_have_their_colors():
    config = small_config(frames=1, ball={"color": "#00ff10", "outline_color": "#0010ff", "outline": 0.4})
    frame = render(config, np.array([[[16.0]], [[12.0]]], np.float32), np.array([[8.0]], np.float32))[0, 0]
    assert frame[12, 16].tolist() == [0, 255, 16]
    assert frame[12, 10].tolist() == [0, 16, 255]
    assert frame[12, 4].tolist() == [255, 255, 255]


def test_a_dot_shows_only_the_ball_at_its_current_position():
    config = small_config(style="dot")
    center, radius = some_tracks(config, 5, 6)
    videos = render(config, center, radius)
    for n in range(6):
        for t in range(config.frames):
            outside = distances(config, *center[:, t, n]) > radius[t, n] + 0.51
            assert (videos[n, t][outside] == 255).all()


class TestTrail:
    config = small_config(style="trail", frames=3)
    center = np.array([[[6.0], [16.0], [26.0]], [[6.0], [12.0], [17.0]]], dtype=np.float32)
    radius = np.full((3, 1), 3.0, dtype=np.float32)
    trail = render(config, center, radius)[0]
    dot = render(small_config(style="dot", frames=3), center, radius)[0]

    def test_it_marks_earlier_positions(self):
        assert (self.trail[1:, 6, 6] != 255).any(axis=-1).all()
        assert (self.trail[2, 12, 16] != 255).any()

    def test_it_does_not_mark_later_positions(self):
        assert (self.trail[:2, 17, 26] == 255).all()
        assert (self.trail[0] == self.dot[0]).all()

    def test_it_is_paler_than_the_ball(self):
        ball, mark = self.trail[0, 6, 6].astype(int), self.trail[2, 6, 6].astype(int)
        assert (mark >= ball).all()
        assert (mark > ball).any()

    def test_the_ball_is_drawn_over_it(self):
        inside = distances(self.config, 26, 17) < 2.4
        np.testing.assert_array_equal(self.trail[2][inside], self.dot[2][inside])

    def test_a_mark_is_the_same_in_all_frames(self):
        np.testing.assert_array_equal(self.trail[1, 2:11, 2:11], self.trail[2, 2:11, 2:11])

    def test_where_marks_overlap_the_darker_one_is_visible(self):
        first, second, last = np.array([[[8.0], [8.0]], [[9.0], [8.5]], [[26.0], [17.0]]], dtype=np.float32)
        both, one, other = (
            render(self.config, np.stack(places, axis=1), self.radius)[0, 2]
            for places in ((first, second, last), (first, first, last), (second, second, last))
        )
        assert (one != other).any()
        np.testing.assert_array_equal(both, np.minimum(one, other))
