"""The difference between the ball in the pixels and the stored one is measured for any color, size and trail."""

import numpy as np
import pytest

from curveball.config.loading import parse_config
from curveball.config.model import Config
from curveball.generation.rendering import render
from curveball.validation.ball_fit import Differences, fit_balls

SIZE = {"frames": 6, "height": 44, "width": 52}
LIGHT_AND_DARK = {"background": "#808080", "ball": {"color": "#ffffff", "outline_color": "#010101"}}
FAINT = {"ball": {"color": "#fbfbfb", "outline_color": "#fbfbfb"}}
LOOKS = [
    {},
    {"grayscale": True},
    {"background": "#102030"},
    LIGHT_AND_DARK,
    FAINT,
    {"ball": {"outline": 0.0}},
    {"ball": {"outline": 1.0}},
]
STYLES = ("dot", "trail")

Scene = tuple[Config, np.ndarray, np.ndarray, np.ndarray]


def scene(settings: dict, style: str, low_px: float, high_px: float) -> Scene:
    """Return balls with radii between two bounds on random straight paths: frames, centers (N, T, 2) and radii."""
    config = parse_config(SIZE | settings | {"style": style})
    generator = np.random.default_rng(0)
    radius = generator.uniform(low_px, high_px, (1, 20)).repeat(config.frames, axis=0)
    margin = high_px + 2
    ends = generator.uniform(margin, np.array([config.width, config.height]) - 1 - margin, (2, 20, 2)).T
    path = ends[:, :, :1] + (ends[:, :, 1:] - ends[:, :, :1]) * np.linspace(0, 1, config.frames)
    path = path.transpose(0, 2, 1).astype(np.float32)
    return config, render(config, path, radius.astype(np.float32)), path.T, radius.T


def fit(config: Config, frames: np.ndarray, centers: np.ndarray, radii: np.ndarray) -> Differences:
    return fit_balls(config, frames, centers, radii, np.ones(radii.shape, dtype=bool))


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("settings", LOOKS, ids=str)
def test_a_correct_ball_does_not_differ(settings, style):
    found = fit(*scene(settings, style, 1.2, 6))
    assert found.is_explained.all()
    assert found.center_px.max() < 0.1
    assert found.radius_px.max() < 0.1


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("settings", [{}, LIGHT_AND_DARK, {"ball": {"outline": 0.9}}], ids=str)
def test_the_smallest_visible_balls_do_not_differ(settings, style):
    found = fit(*scene(settings, style, 0.25, 0.8))
    assert found.is_explained.all()
    assert found.center_px.max() < 0.1
    assert found.radius_px.max() < 0.1


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("settings", LOOKS, ids=str)
def test_a_shifted_or_larger_ball_differs_by_what_was_planted(settings, style):
    config, frames, centers, radii = scene(settings, style, 2, 6)
    chosen = np.zeros(radii.shape, dtype=bool)
    chosen[:, 0] = True  # where no trail is shifted
    for shift, growth in ((0.5, 0.0), (0.0, 0.5), (0.7, 0.2)):
        found = fit_balls(config, frames, centers + np.float32([0, shift]), radii - growth, chosen)
        assert found.is_explained[chosen].all()
        np.testing.assert_allclose(found.center_px[chosen], shift, atol=0.06)
        np.testing.assert_allclose(found.radius_px[chosen], growth, atol=0.06)


@pytest.mark.parametrize("settings", LOOKS[:4], ids=str)
def test_a_shifted_trail_explains_no_frame(settings):
    config, frames, centers, radii = scene(settings, "trail", 2, 6)
    found = fit(config, frames, centers + np.float32([0, 0.5]), radii)
    assert not found.is_explained[:, -1].any()


def test_one_bad_frame_leaves_later_ones_as_they_are():
    config, frames, centers, radii = scene({}, "trail", 2, 4)
    frames[:, 2] = 255
    found = fit(config, frames, centers, radii)
    assert found.is_explained.all(axis=0).tolist() == [True, True, False, True, True, True]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("low_px", [0.3, 2])
def test_an_empty_frame_is_not_explained(style, low_px):
    config, frames, centers, radii = scene({}, style, low_px, low_px + 1)
    assert not fit(config, np.full_like(frames, 255), centers, radii).is_explained.any()


@pytest.mark.parametrize("near", [True, False])
def test_a_frame_with_something_else_is_not_explained(near):
    config, frames, centers, radii = scene({}, "dot", 2, 4)
    for frame, (column, row), radius in zip(frames[:, 0], centers[:, 0], radii[:, 0], strict=True):
        frame[int(row), int(column + radius + 1.6) if near else -1] -= 1
    found = fit(config, frames, centers, radii)
    assert not found.is_explained[:, 0].any()
    assert found.is_explained[:, 1:].all()


@pytest.mark.parametrize(
    ("centers", "radii"), [(-1e30, 2), (500, 2), (20, -2), (20, 0), (20, 1e30)], ids=lambda value: f"{value:g}"
)
def test_a_ball_that_no_frame_can_show_is_not_explained(centers, radii):
    config, frames, where, _ = scene({}, "trail", 2, 4)
    found = fit(config, frames, np.full_like(where, centers), np.full(where.shape[:2], radii, dtype=np.float32))
    assert not found.is_explained.any()
    assert (found.center_px == np.inf).all()
    assert (found.radius_px == np.inf).all()


def test_only_the_chosen_frames_are_measured():
    config, frames, centers, radii = scene({}, "trail", 2, 4)
    chosen = np.random.default_rng(0).random(radii.shape) < 0.5
    found = fit_balls(config, frames, centers, radii, chosen)
    assert (np.isfinite(found.center_px) == chosen).all()
    assert (found.is_explained == chosen).all()


def test_no_video_has_no_difference():
    config, frames, centers, radii = scene({}, "dot", 2, 4)
    assert fit(config, frames[:0], centers[:0], radii[:0]).center_px.shape == (0, 6)


def test_the_number_of_videos_processed_at_a_time_changes_nothing(monkeypatch):
    scenery = scene({}, "trail", 2, 4)
    at_once = fit(*scenery)
    monkeypatch.setattr("curveball.validation.ball_fit._MAX_VALUES", 1)
    one_by_one = fit(*scenery)
    np.testing.assert_allclose(one_by_one.center_px, at_once.center_px, atol=1e-3)
