"""Anti-aliased balls in fixed-point arithmetic, with identical pixels on every CPU.

Positions and radii are first rounded to 1/256 px. All later steps use integers that float32 represents exactly, square
roots, which IEEE 754 requires to be correctly rounded, and single products and sums, so every CPU computes the same
result.
"""

import math
from collections.abc import Iterator

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

from curveball.config.model import Config
from curveball.config.visibility import ball_colors

SUBPIXELS = 256
"""Fixed-point units per pixel."""
_MAX_VIDEOS = 16
_CACHE_BYTES = 3 << 20
_MAX_WINDOW_PIXELS = 1 << 20
"""Pixels of discs that are computed at a time. Each takes about 30 bytes."""

Pixels = NDArray[np.uint8]
Fixed = NDArray[np.float32]
"""Fixed-point numbers: integers in units of 1/SUBPIXELS px."""
Places = tuple[NDArray[np.int64], ...]
"""An index into windows (N, T, tops, lefts, ...), one array per axis."""


def render(config: Config, trajectory_2d: NDArray[np.float32], radius_px: NDArray[np.float32]) -> Pixels:
    """Render the videos of a batch of samples.

    Args:
        config: Size, colors and style of the frames.
        trajectory_2d: Shape (2, T, N): column and row of the center of the ball, in pixels.
        radius_px: Shape (T, N): radius of the ball including its outline. The ball must be inside the frame.

    Returns:
        Shape (N, T, H, W, C).
    """
    renderer = Renderer(config, trajectory_2d.shape[2])
    return renderer.draw(trajectory_2d, radius_px)


def videos_per_batch(config: Config) -> int:
    """Return the number of videos to render at a time: up to 16, as many as fit the cache of one core, at least 1."""
    return max(1, min(_MAX_VIDEOS, _CACHE_BYTES // math.prod(config.video_shape)))


def coverage(
    trajectory_2d: NDArray[np.float32], radius_px: NDArray[np.float32], height: int, width: int
) -> NDArray[np.float32]:
    """Return how much of each pixel the ball of one video covers.

    Args:
        trajectory_2d: Shape (T, 2): column and row of the center of the ball, in pixels.
        radius_px: Shape (T,).
        height: Number of rows of a frame.
        width: Number of columns.

    Returns:
        Shape (T, H, W), from 0 to 1 in steps of 1/SUBPIXELS.
    """
    column, row, radius = (_fixed_point(values) for values in (*trajectory_2d.T, radius_px))
    dx, dy = (
        (np.arange(count) * np.float32(SUBPIXELS) - center[:, None]).astype(np.float32)
        for count, center in ((width, column), (height, row))
    )
    distance = np.sqrt((dy * dy)[:, :, None] + (dx * dx)[:, None, :])
    return _coverage(radius, distance) / np.float32(SUBPIXELS)


class Renderer:
    """Renders one batch after another into the same memory.

    Args:
        config: Size, colors and style of the frames.
        max_videos: Maximum number of videos in a batch; by default `videos_per_batch`.
    """

    def __init__(self, config: Config, max_videos: int | None = None):
        self.max_videos = max_videos or videos_per_batch(config)
        self._background, self._ball, self._outline = ball_colors(config)
        self._core_fraction = np.float32(1.0 - config.ball.outline)
        self._leaves_trail = config.style == "trail"
        row = np.tile(self._background.astype(np.uint8), (config.width, 1))
        self._frames = np.tile(row, (self.max_videos, config.frames, config.height, 1, 1))
        self._drawn: list[tuple[Pixels, Places]] = []

    def draw(self, trajectory_2d: NDArray[np.float32], radius_px: NDArray[np.float32]) -> Pixels:
        """Render up to `max_videos` videos.

        Args:
            trajectory_2d: As for `render`.
            radius_px: As for `render`.

        Returns:
            Shape (N, T, H, W, C). The next call overwrites it.
        """
        self._erase()
        _, times, count = trajectory_2d.shape
        frames = self._frames[:count]
        column, row, radius = (_fixed_point(values).T for values in (*trajectory_2d, radius_px))
        if self._leaves_trail:
            for time in range(1, times):
                mark = column[:, time - 1], row[:, time - 1], radius[:, time - 1]
                for part in _parts(slice(time, times), mark[2]):
                    self._draw_marks(frames[:, part], *mark)
        for part in _parts(slice(0, times), radius):
            self._draw_balls(frames[:, part], column[:, part], row[:, part], radius[:, part])
        return frames

    def _erase(self) -> None:
        """Restore the background where the previous batch was drawn."""
        for windows, places in self._drawn:
            windows[places] = np.tile(self._background.astype(np.uint8), windows.shape[4])
        self._drawn = []

    def _draw_balls(self, frames: Pixels, column: Fixed, row: Fixed, radius: Fixed) -> None:
        """Draw one ball per frame: `column`, `row` and `radius` have the shape (N, T)."""
        windows, (top, left), distance = _disc_windows(frames, column, row, radius)
        places = (*np.ogrid[: frames.shape[0], : frames.shape[1]], top, left)
        disc = _coverage(radius, distance)
        core = _coverage(np.rint(radius * self._core_fraction), distance)
        patch = np.empty((*distance.shape, frames.shape[4]), dtype=np.uint8)
        under = windows[places].reshape(patch.shape) if self._leaves_trail else self._background
        for channel in range(frames.shape[4]):
            shade = disc * ((self._outline[channel] - under[..., channel]) / np.float32(SUBPIXELS))
            shade += core * ((self._ball[channel] - self._outline[channel]) / np.float32(SUBPIXELS))
            shade += under[..., channel]
            np.rint(shade, out=shade)
            patch[..., channel] = shade
        windows[places] = patch.reshape(*patch.shape[:3], -1)
        self._drawn.append((windows, places))

    def _draw_marks(self, later: Pixels, column: Fixed, row: Fixed, radius: Fixed) -> None:
        """Mark one position in all later frames, where the mark differs more from the background than what is there.

        Args:
            later: Shape (N, T', H, W, C): the frames after the ball was there.
            column: Shape (N,).
            row: Shape (N,).
            radius: Shape (N,): radius of the ball. The mark has half of it.
        """
        mark_radius = np.rint(radius * np.float32(0.5))
        windows, (top, left), distance = _disc_windows(later, column, row, mark_radius)
        disc = _coverage(mark_radius, distance)[..., None]
        tint = (self._ball - self._background) * np.float32(0.5 / SUBPIXELS)
        patch = np.rint(disc * tint + self._background)[:, None]
        places = (*np.ogrid[: later.shape[0], : later.shape[1]], top[:, None], left[:, None])
        before = windows[places].reshape(*later.shape[:2], *patch.shape[2:])
        is_stronger = np.abs(patch - self._background) > np.abs(before - self._background)
        after = np.where(is_stronger, patch, before).astype(np.uint8)
        windows[places] = after.reshape(*later.shape[:2], patch.shape[2], -1)
        self._drawn.append((windows, places))


def _parts(times: slice, radius: Fixed) -> Iterator[slice]:
    """Divide frames so that their discs have a limited number of pixels: one part, unless the discs are large.

    Args:
        times: The frames.
        radius: Radii of the discs; the first axis is the video.
    """
    pixels = len(radius) * (2 * int(np.ceil(radius.max() / SUBPIXELS)) + 1) ** 2
    step = max(1, _MAX_WINDOW_PIXELS // pixels)
    for start in range(times.start, times.stop, step):
        yield slice(start, min(start + step, times.stop))


def _disc_windows(
    frames: Pixels, column: Fixed, row: Fixed, radius: Fixed
) -> tuple[Pixels, tuple[NDArray[np.int64], NDArray[np.int64]], NDArray[np.float32]]:
    """Return square windows large enough for the discs, and the distance of their pixels from the discs' centers.

    Args:
        frames: Shape (N, T, H, W, C).
        column: Centers of the discs, any shape (...).
        row: The shape of `column`.
        radius: The shape of `column`.

    Returns:
        All windows as a view (N, T, tops, lefts, size, size * C) of the frames, the top and left of the window of each
        disc (...), and the distance of each pixel of that window from the center of the disc (..., size, size), in
        fixed point.
    """
    height, width, channels = frames.shape[2:]
    # A pixel m pixels from the one at the center is at a distance of at least m - 1/2. It is covered below r + 1/2.
    size = min(2 * int(np.ceil(radius.max() / SUBPIXELS)) + 1, height, width)
    (left, dx_squared), (top, dy_squared) = _window(column, size, width), _window(row, size, height)
    strides = frames.strides
    windows = as_strided(
        frames,
        (*frames.shape[:2], height - size + 1, width - size + 1, size, size * channels),
        (*strides[:4], strides[2], 1),
    )
    return windows, (top, left), np.sqrt(dy_squared[..., :, None] + dx_squared[..., None, :])


def _window(center: Fixed, size: int, limit: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Return the first pixels of windows around the centers (...), and squared distances of their pixels (..., size).

    The windows are moved inside [0, limit) where necessary.
    """
    first = np.clip((center + SUBPIXELS // 2) // SUBPIXELS - size // 2, 0, limit - size).astype(np.int64)
    offset = (first[..., None] + np.arange(size)) * np.float32(SUBPIXELS) - center[..., None]
    return first, (offset * offset).astype(np.float32)


def _fixed_point(pixels: NDArray[np.float32]) -> Fixed:
    rounded: Fixed = np.rint(pixels * np.float32(SUBPIXELS))
    return rounded


def _coverage(radius: Fixed, distance: NDArray[np.float32]) -> Fixed:
    """Return how much of each pixel a disc covers, from 0 to SUBPIXELS, with a ramp of one pixel across its edge.

    A disc narrower than a pixel never covers one completely, and a disc of radius 0 covers nothing.
    """
    radius = radius[..., None, None]
    full = np.minimum(2 * radius, np.float32(SUBPIXELS))
    coverage: Fixed = radius + np.float32(SUBPIXELS // 2) - distance
    np.maximum(coverage, np.float32(0), out=coverage)  # These two take two thirds of the time of np.clip.
    return np.minimum(coverage, full, out=coverage)
