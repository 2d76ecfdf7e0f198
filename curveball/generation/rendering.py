"""Anti-aliased balls in fixed point: the same pixels on every CPU.

Positions and radii are rounded to 1/256 px first. After that only integers that float32 holds exactly, square roots
(which IEEE 754 rounds correctly) and single products and sums are used, so that no CPU can see them differently.
"""

import numpy as np
from numpy.lib.stride_tricks import as_strided

from curveball.config.model import Config
from curveball.numerics.colors import color_channels

SUBPIXELS = 256
BATCH = 16
"""Videos drawn at a time: few enough for their pixels to stay in a core's cache."""


def render(config: Config, trajectory_2d: np.ndarray, radius_px: np.ndarray) -> np.ndarray:
    """Draw the videos of a batch of samples.

    Args:
        config: Size, colors and style of the picture.
        trajectory_2d: Shape (2, T, N), float32: column and row of the ball's center, in pixels.
        radius_px: Shape (T, N), float32: its radius with the outline; the ball must be inside the picture.

    Returns:
        Shape (N, T, H, W, C), uint8.
    """
    renderer = Renderer(config, trajectory_2d.shape[2])
    return renderer.draw(trajectory_2d, radius_px)


class Renderer:
    """Draws batch after batch into the same memory."""

    def __init__(self, config: Config, batch: int = BATCH):
        self._background, self._ball, self._outline = (
            color_channels(color, config.grayscale)
            for color in (config.background, config.ball.color, config.ball.outline_color)
        )
        self._core = np.float32(1.0 - config.ball.outline)
        self._leaves_trail = config.style == "trail"
        row = np.tile(self._background.astype(np.uint8), (config.width, 1))
        self._frames = np.tile(row, (batch, config.frames, config.height, 1, 1))
        self._touched: list[tuple[np.ndarray, tuple]] = []

    def draw(self, trajectory_2d: np.ndarray, radius_px: np.ndarray) -> np.ndarray:
        """Draw up to `batch` videos, as `render` does. The result is overwritten by the next call."""
        _, times, count = trajectory_2d.shape
        for windows, places in self._touched:
            windows[places] = np.tile(self._background.astype(np.uint8), windows.shape[4])
        frames = self._frames[:count]
        column, row, radius = (_fixed_point(values).T for values in (*trajectory_2d, radius_px))
        self._touched = []
        if self._leaves_trail:
            for time in range(1, times):
                self._draw_trail(frames[:, time:], column[:, time - 1], row[:, time - 1], radius[:, time - 1])
        self._draw_balls(frames, column, row, radius)
        return frames

    def _draw_balls(self, frames: np.ndarray, column: np.ndarray, row: np.ndarray, radius: np.ndarray) -> None:
        windows, (top, left), distance = _discs(frames, column, row, radius)
        places = (*np.ogrid[: frames.shape[0], : frames.shape[1]], top, left)
        disc = _coverage(radius, distance)
        core = _coverage(np.rint(radius * self._core), distance)
        patch = np.empty((*distance.shape, frames.shape[4]), dtype=np.uint8)
        under = windows[places].reshape(patch.shape) if self._leaves_trail else self._background
        for channel in range(frames.shape[4]):
            shade = disc * ((self._outline[channel] - under[..., channel]) / np.float32(SUBPIXELS))
            shade += core * ((self._ball[channel] - self._outline[channel]) / np.float32(SUBPIXELS))
            shade += under[..., channel]
            np.rint(shade, out=shade)
            patch[..., channel] = shade
        windows[places] = patch.reshape(*patch.shape[:3], -1)
        self._touched.append((windows, places))

    def _draw_trail(self, later: np.ndarray, column: np.ndarray, row: np.ndarray, radius: np.ndarray) -> None:
        """Leave a pale dot in all the later frames (N, T', H, W, C), where it is darker than what is there."""
        windows, (top, left), distance = _discs(later, column, row, np.rint(radius * np.float32(0.5)))
        dot = _coverage(np.rint(radius * np.float32(0.5)), distance)[..., None]
        tint = (self._ball - self._background) * np.float32(0.5 / SUBPIXELS)
        patch = np.rint(dot * tint + self._background)[:, None]
        places = (*np.ogrid[: later.shape[0], : later.shape[1]], top[:, None], left[:, None])
        before = windows[places].reshape(*later.shape[:2], *patch.shape[2:])
        stronger = np.abs(patch - self._background) > np.abs(before - self._background)
        after = np.where(stronger, patch, before).astype(np.uint8)
        windows[places] = after.reshape(*later.shape[:2], patch.shape[2], -1)
        self._touched.append((windows, places))


def _discs(
    frames: np.ndarray, column: np.ndarray, row: np.ndarray, radius: np.ndarray
) -> tuple[np.ndarray, tuple[np.ndarray, np.ndarray], np.ndarray]:
    """Return all windows of the frames that can hold a disc, the places of these discs, and distances from them.

    Args:
        frames: Shape (N, T, H, W, C).
        column, row, radius: The discs in fixed point, any one shape (...).

    Returns:
        A view (N, T, tops, lefts, size, size * C) of the frames, the top and left of each disc's window (...), and the
        distance of each pixel of the window from the disc's center (..., size, size) in fixed point, float32.
    """
    height, width, channels = frames.shape[2:]
    # A pixel that is m pixels off the center's own is at least m - 1/2 away, and covered while nearer than r + 1/2.
    size = min(2 * int(np.ceil(radius.max() / SUBPIXELS)) + 1, height, width)
    (left, dx), (top, dy) = _window(column, size, width), _window(row, size, height)
    strides = frames.strides
    windows = as_strided(
        frames,
        (*frames.shape[:2], height - size + 1, width - size + 1, size, size * channels),
        (*strides[:4], strides[2], 1),
    )
    return windows, (top, left), np.sqrt(dy[..., :, None] + dx[..., None, :])


def _window(center: np.ndarray, size: int, limit: int) -> tuple[np.ndarray, np.ndarray]:
    """Return where windows around the centers begin, and the squared distance of each of their pixels, float32."""
    first = np.clip((center + SUBPIXELS // 2) // SUBPIXELS - size // 2, 0, limit - size).astype(np.int64)
    offset = (first[..., None] + np.arange(size)) * np.float32(SUBPIXELS) - center[..., None]
    return first, (offset * offset).astype(np.float32)


def _fixed_point(pixels: np.ndarray) -> np.ndarray:
    return np.rint(pixels * np.float32(SUBPIXELS))


def _coverage(radius: np.ndarray, distance: np.ndarray) -> np.ndarray:
    """Return how much of each pixel a disc covers, 0 to SUBPIXELS: a ramp of one pixel across its edge.

    A disc narrower than a pixel never covers one wholly, and one of no radius covers nothing.
    """
    radius = radius[..., None, None]
    whole = np.minimum(2 * radius, np.float32(SUBPIXELS))
    return np.clip(radius + np.float32(SUBPIXELS // 2) - distance, 0, whole)
