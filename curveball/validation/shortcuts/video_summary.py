"""Videos as a few numbers: coarse pixels, mean color, ball pixels, and the shape of what all frames show together."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from curveball.config.model import Config
from curveball.numerics.colors import color_channels
from curveball.validation.shortcuts.image_shape import MomentMeter

GRID = 8
"""Rows and columns of a coarse frame."""
_MAX_FRAMES = 64
_BYTES_AT_A_TIME = 2 << 20
"""Bytes of videos that are summed up at a time. Each takes up to 30 bytes of memory, and 80 if there is one channel."""


class VideoSummary(NamedTuple):
    """What is kept of N videos."""

    cells: NDArray[np.float32]
    """Shape (N, T', GRID * GRID): the mean difference from the background in each cell of each evaluated frame."""
    color: NDArray[np.float64]
    """Shape (N, C): the mean color of each video."""
    ball_pixels: NDArray[np.int64]
    """Shape (N,): number of pixels of each video that are not background."""
    mean_image: NDArray[np.float64]
    """Shape (N, 7, 7): the moments of the mean of all frames, as difference from the background."""
    extreme_image: NDArray[np.float64]
    """Shape (N, 7, 7): the same of each pixel's maximum difference: on a bright background, its darkest value."""


def evaluated_frames(config: Config) -> NDArray[np.int64]:
    """Return the numbers of the T' frames that are evaluated one by one: all, or 64 evenly spaced ones."""
    count = min(config.frames, _MAX_FRAMES)
    return np.linspace(0, config.frames - 1, count).round().astype(np.int64)


class _Changes(NamedTuple):
    """What differs from the background in some frames: G groups of K neighboring pixels, of which few are unchanged."""

    frames: NDArray[np.int64]
    """Shape (G,): the frame of each group, among the given ones."""
    groups: NDArray[np.int64]
    """Shape (G,): its number in the frame, in the order of the pixels."""
    offsets: NDArray[np.int16]
    """Shape (G, K, C): the difference of each pixel from the background."""


class VideoSummarizer:
    """Summarizes videos. Nearly all of a frame is background, so only the pixels that differ from it are processed."""

    def __init__(self, config: Config):
        background, ball, outline = (
            color_channels(color, config.grayscale)
            for color in (config.background, config.ball.color, config.ball.outline_color)
        )
        pixels, channels = config.height * config.width, config.channels
        # Eight bytes are compared at a time, and eight pixels are kept, if the size of a frame is a multiple of eight.
        self._word: np.dtype[Any] = np.dtype(np.uint64 if pixels % 8 == 0 else np.uint8)
        self._empty = np.tile(background.astype(np.uint8), pixels).view(self._word)
        self._empty_group = np.tile(background.astype(np.uint8), self._word.itemsize)
        rows, columns = (np.arange(size) * GRID // size for size in (config.height, config.width))
        cells = (rows[:, None] * GRID + columns).ravel()
        self._cell_pixels = np.bincount(cells, minlength=GRID * GRID)
        # The cells that the pixels of each group are in: a single one for all of them, or one for each.
        self._cells_of = cells.reshape(-1, self._word.itemsize)
        if (self._cells_of == self._cells_of[:, :1]).all():
            self._cells_of = self._cells_of[:, :1]
        self._ones = np.ones(self._word.itemsize // self._cells_of.shape[1])  # sum up the pixels in the same cell
        self._pixels_of_group = np.arange(self._word.itemsize)
        # The channel in which both colors of the ball differ most from the background.
        self._clearest = int(np.minimum(np.abs(ball - background), np.abs(outline - background)).argmax())
        self._background, self._size = background, (config.height, config.width)
        self._pixels, self._channels = pixels, channels
        self._moments = MomentMeter(config.height, config.width)
        self._frames_at_a_time = max(1, _BYTES_AT_A_TIME // (pixels * channels))
        self._frames = evaluated_frames(config)

    def summarize(self, videos: NDArray[np.uint8]) -> VideoSummary:
        """Return the summary of videos, shape (N, T, H, W, C)."""
        count, times = videos.shape[:2]
        channel_sums, cells = np.zeros((count, self._channels)), np.zeros(count * times * GRID * GRID)
        mean, extreme = np.zeros((2, count * self._pixels))
        ball_pixels = np.zeros(count, dtype=np.int64)
        frames = videos.reshape(count * times, -1)
        for start in range(0, len(frames), self._frames_at_a_time):
            changes = self._changes(frames[start : start + self._frames_at_a_time])
            numbers = changes.frames + start
            owners = numbers // times
            clearest = changes.offsets[:, :, self._clearest].astype(np.float64)
            distances = np.abs(clearest).ravel()
            cell_places = self._cells_of[changes.groups] + numbers[:, None] * (GRID * GRID)
            first_pixels = changes.groups * clearest.shape[1] + owners * self._pixels
            pixel_places = (first_pixels[:, None] + self._pixels_of_group).ravel()
            # Sums of integers: the order of the frames changes no bit.
            of_places = clearest.reshape(-1, len(self._ones)) @ self._ones
            cells += np.bincount(cell_places.ravel(), of_places, minlength=len(cells))
            np.add.at(mean, pixel_places, distances)
            np.maximum.at(extreme, pixel_places, distances)
            firsts = np.flatnonzero(_begins(owners))
            present = owners[firsts]
            channel_sums[present] += np.add.reduceat(changes.offsets, firsts, axis=0, dtype=np.int64).sum(axis=1)
            ball_pixels[present] += np.add.reduceat(distances != 0, firsts * clearest.shape[1], dtype=np.int64)
        cells = cells.reshape(count, times, -1)[:, self._frames]
        return VideoSummary(
            cells=(cells / self._cell_pixels).astype(np.float32),
            color=self._background + channel_sums / (times * self._pixels),
            ball_pixels=ball_pixels,
            mean_image=self._moments.measure(mean.reshape(count, *self._size) / times),
            extreme_image=self._moments.measure(extreme.reshape(count, *self._size)),
        )

    def _changes(self, frames: NDArray[np.uint8]) -> _Changes:
        """Return what differs from the background in frames, shape (F, H W C)."""
        differs = frames.view(self._word) != self._empty
        changed = np.flatnonzero(differs) // self._channels
        changed = changed[_begins(changed)]
        groups = frames.reshape(-1, len(self._empty_group)).take(changed, axis=0)
        numbers, numbers_in_frame = np.divmod(changed, len(self._cells_of))
        offsets = np.subtract(groups, self._empty_group, dtype=np.int16)
        return _Changes(numbers, numbers_in_frame, offsets.reshape(-1, self._word.itemsize, self._channels))


def _begins(values: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Tell which of some sorted values, shape (N,), differ from the one before."""
    begins = np.ones(len(values), dtype=bool)
    np.not_equal(values[1:], values[:-1], out=begins[1:])
    return begins
