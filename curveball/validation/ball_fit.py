"""Compares frames with the ball that the stored numbers predict, and measures how far the pixels are from it.

The expected frame is computed from the stored center and radius, the colors of the configuration and, for a trail, the
earlier stored positions. A disc of radius r covers a pixel at a distance d from its center to the fraction
clip(r + 1/2 - d, 0, 1), but at most to 2 r. The ball is a disc in the color of its outline and, over it, a smaller one
in its own color. A few Gauss-Newton steps find the shift and the growth with which this ball matches the pixels best.
That measures any color, size and trail, and no frame depends on what is found in another.
"""

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from curveball.config.model import Config
from curveball.config.visibility import BallColors, ball_colors

_MAX_STEPS = 8
_MAX_STEP_PX = 0.5
_CONVERGED_PX = 0.005
_REACH_PX = 3
"""How far around the expected ball its pixels are searched."""
_NOISE = 0.3
"""Standard deviation of the rounding of pixels as a fraction of its maximum: about that of uniform numbers."""
_PRIOR_PX = 0.1
"""What the pixels hardly show is measured as smaller differences than this: a ball below a pixel may hide its place."""
_ROUNDING_PX = 1 / 64
"""More than the rounding of positions and radii to 1/256 px adds to the reach of a ball."""
_MAX_VALUES = 1 << 19
"""Pixel values that are processed at a time, which bounds the memory."""

Values = NDArray[np.floating[Any]]


class Differences(NamedTuple):
    """How the balls in M videos differ from the stored numbers, each of shape (M, T)."""

    center_px: NDArray[np.float64]
    """Distance of the centers."""
    radius_px: NDArray[np.float64]
    """Difference of the radii."""
    is_explained: NDArray[np.bool_]
    """Whether a ball that differs by this much explains every pixel of the frame."""


def fit_balls(
    config: Config,
    frames: NDArray[np.uint8],
    centers: NDArray[np.float32],
    radii: NDArray[np.float32],
    chosen: NDArray[np.bool_],
) -> Differences:
    """Measure how the balls in some frames differ from the stored numbers.

    Args:
        config: The colors, the width of the outline, and the style.
        frames: Shape (M, T, H, W, C).
        centers: Shape (M, T, 2): stored column and row in px, finite.
        radii: Shape (M, T): stored radius in px, finite.
        chosen: Shape (M, T): the frames to measure.

    Returns:
        The differences; infinite and not explained where a frame is not chosen or no frame can show such a ball.
    """
    last_pixel = np.array([frames.shape[3], frames.shape[2]]) - 1
    in_frame = ((centers >= 0) & (centers <= last_pixel)).all(axis=2) & (radii > 0) & (radii <= min(last_pixel + 1))
    balls = np.concatenate([centers, radii[..., None]], axis=2, dtype=np.float64)
    found = np.full((*chosen.shape, 3), np.inf)
    is_explained = np.zeros(chosen.shape, dtype=bool)
    videos_at_a_time = max(1, _MAX_VALUES // math.prod(frames.shape[2:]))
    for first in range(0, len(frames), videos_at_a_time):
        part = slice(first, first + videos_at_a_time)
        trail = np.zeros(frames[part].shape[:1] + frames.shape[2:4], dtype=np.float32)
        for time in range(frames.shape[1]):
            rows = np.flatnonzero(chosen[part, time] & in_frame[part, time])
            if len(rows):
                at = first + rows, time
                found[at], is_explained[at] = _fit(config, frames[at], trail[rows], balls[at])
            if config.style == "trail":
                shown = np.flatnonzero(in_frame[part, time])
                _add_marks(trail, shown, balls[first + shown, time])
    center_px = np.sqrt(((found - balls)[..., :2] ** 2).sum(axis=2))
    return Differences(center_px, np.abs(found - balls)[..., 2], is_explained)


class _Windows(NamedTuple):
    """The pixels around N balls: h rows and w columns, C channels."""

    columns: NDArray[np.int64]
    """Shape (N, w)."""
    rows: NDArray[np.int64]
    """Shape (N, h)."""
    pixels: Values
    """Shape (N, h, w, C)."""
    under: Values
    """The same pixels without the ball: background and trail."""


def _fit(config: Config, frames: NDArray[np.uint8], trail: Values, balls: Values) -> tuple[Values, NDArray[np.bool_]]:
    """Return the balls (N, 3) that match frames (N, H, W, C) best, and which of them explain their frame."""
    colors = ball_colors(config)
    core = np.float32(1 - config.ball.outline)
    under = colors.background + trail[..., None] * ((colors.ball - colors.background) / 2)
    size = 2 * math.ceil(balls[:, 2].max() + _REACH_PX) + 1
    columns, rows = (_window(balls[:, axis], size, frames.shape[2 - axis]) for axis in (0, 1))
    places = np.arange(len(balls))[:, None, None], rows[:, :, None], columns[:, None, :]
    windows = _Windows(columns, rows, frames[places].astype(np.float32), under[places])
    found, error = _search(windows, colors, core, balls)
    rest, is_background = np.abs(frames - under), trail == 0
    rest[places] = error
    is_background[places] &= _distance(windows, found)[0] > found[:, 2, None, None] + (0.5 + _ROUNDING_PX)
    is_explained = (rest <= np.where(is_background[..., None], 0, _tolerance(colors))).all(axis=(1, 2, 3))
    return found, is_explained & _shows_a_ball(windows, colors, core, balls)


def _shows_a_ball(windows: _Windows, colors: BallColors, core: np.float32, expected: Values) -> NDArray[np.bool_]:
    """Return which windows have at least half of the contrast of the ball that is expected there, shape (N,).

    Without any ball, a smaller one between the pixels would explain them.
    """
    seen = windows.pixels - windows.under
    predicted = seen - _residual(windows, colors, core, expected)[0]
    missing = (np.abs(predicted) - _tolerance(colors)) / 2
    return np.asarray(np.abs(seen).max(axis=(1, 2, 3)) >= missing.max(axis=(1, 2, 3)))


def _tolerance(colors: BallColors) -> Values:
    """Return how far a correct pixel of the ball or the trail may be from the expected one, shape (C,).

    Both are rounded to integers, and positions and radii to 1/256 px. The background has no tolerance.
    """
    edges = (colors.outline - colors.background, colors.ball - colors.outline, (colors.ball - colors.background) / 2)
    return np.asarray(1.0 + sum(np.abs(edge) for edge in edges) / 128)


def _window(center: Values, size: int, limit: int) -> NDArray[np.int64]:
    """Return the pixels of windows around centers (N,), inside [0, limit), shape (N, size or limit)."""
    size = min(size, limit)
    first = np.clip(np.rint(center).astype(np.int64) - size // 2, 0, limit - size)
    return np.asarray(first[:, None] + np.arange(size))


def _search(windows: _Windows, colors: BallColors, core: np.float32, expected: Values) -> tuple[Values, Values]:
    """Return the balls (N, 3) with the least squared error near the expected ones, and the error of their pixels.

    The error is the absolute one, of shape (N, h, w, C). The steps are those of Gauss and Newton, for the sum of the
    squared errors of the pixels, in units of their rounding, and of the squared differences, in units of `_PRIOR_PX`.
    """
    balls = best = expected
    prior = (float(_tolerance(colors).max()) * _NOISE / _PRIOR_PX) ** 2
    least, error = np.full(len(balls), np.inf), np.empty(windows.pixels.shape, dtype=np.float32)
    for _ in range(_MAX_STEPS):
        residual, slopes = _residual(windows, colors, core, balls)
        cost = (residual**2).sum(axis=(1, 2, 3)) + prior * ((balls - expected) ** 2).sum(axis=1)
        better = cost < least
        best, least = np.where(better[:, None], balls, best), np.where(better, cost, least)
        error[better] = np.abs(residual[better])
        normal = np.einsum("jnhwc,knhwc->njk", slopes, slopes) + prior * np.eye(3)
        slope = np.einsum("jnhwc,nhwc->nj", slopes, residual) - prior * (balls - expected)
        step = np.clip(np.linalg.solve(normal, slope[..., None])[..., 0], -_MAX_STEP_PX, _MAX_STEP_PX)
        if np.abs(step).max() < _CONVERGED_PX:
            break
        balls = balls + step
        balls[:, 2] = np.maximum(balls[:, 2], 0.01)
    return best, error


def _residual(windows: _Windows, colors: BallColors, core: np.float32, balls: Values) -> tuple[Values, Values]:
    """Return pixels minus expected pixels (N, h, w, C), and how the latter change with column, row and radius."""
    distance, dx, dy = _distance(windows, balls)
    radius = balls[:, 2, None, None].astype(np.float32)
    outer, inner = colors.outline - windows.under, colors.ball - colors.outline
    disc, disc_outward, disc_growth = _coverage(radius, distance)
    inner_disc, inner_outward, inner_growth = _coverage(radius * core, distance)
    outward = disc_outward[..., None] * outer + inner_outward[..., None] * inner
    growth = disc_growth[..., None] * outer + inner_growth[..., None] * (inner * core)
    expected = windows.under + disc[..., None] * outer + inner_disc[..., None] * inner
    sideways, down = (outward * (offset / distance)[..., None] for offset in (dx, dy))
    return windows.pixels - expected, np.stack([sideways, down, growth])


def _distance(windows: _Windows, balls: Values) -> tuple[Values, Values, Values]:
    """Return the distances of pixels from the centers of balls (N, 3), and their components, each (N, h, w)."""
    column, row, _ = balls.T.astype(np.float32)[..., None, None]
    dx, dy = windows.columns[:, None, :] - column, windows.rows[:, :, None] - row
    return np.maximum(np.sqrt(dx * dx + dy * dy), np.float32(1e-6)), dx, dy


def _coverage(radius: Values, distance: Values) -> tuple[Values, Values, Values]:
    """Return how much of each pixel a disc covers, and how that changes with a shift outward and with the radius."""
    ramp, full = radius + np.float32(0.5) - distance, np.minimum(2 * radius, np.float32(1))
    is_edge = ((ramp > 0) & (ramp < full)).astype(np.float32)
    of_plateau = np.where(radius < 0.5, np.float32(2), np.float32(0))
    return np.clip(ramp, 0, full), is_edge, is_edge + of_plateau * (ramp >= full)


def _add_marks(trail: Values, videos: NDArray[np.int64], balls: Values) -> None:
    """Add the marks of balls (N, 3), which have half of their radius, to the trails (M, H, W) of some videos."""
    if not len(videos):
        return
    column, row, radius = balls.T.astype(np.float32)[..., None, None]
    size = 2 * math.ceil(balls[:, 2].max() / 2 + 1) + 1
    columns, rows = (_window(balls[:, axis], size, trail.shape[2 - axis]) for axis in (0, 1))
    distance = np.sqrt((columns[:, None, :] - column) ** 2 + (rows[:, :, None] - row) ** 2)
    mark, _, _ = _coverage(radius / 2, distance)
    places = videos[:, None, None], rows[:, :, None], columns[:, None, :]
    trail[places] = np.maximum(trail[places], mark)
