"""A video as a few numbers: coarse pixels, mean color, ball pixels, and the shape of what all frames show together."""

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
"""Bytes of a video that are summed up at a time. Each takes up to 20 bytes of memory."""
_FIRST = np.ones(1, dtype=bool)


class VideoSummary(NamedTuple):
    """What is kept of one video."""

    cells: NDArray[np.float32]
    """Shape (T', GRID * GRID): the mean difference from the background in each cell of each evaluated frame."""
    color: NDArray[np.float64]
    """Shape (C,): the mean color of the video."""
    ball_pixels: int
    """Number of pixels of the video that are not background."""
    mean_image: NDArray[np.float64]
    """Shape (7, 7): the moments of the mean of all frames, as difference from the background."""
    extreme_image: NDArray[np.float64]
    """Shape (7, 7): the same of each pixel's maximum difference: on a bright background, its darkest value."""


def evaluated_frames(config: Config) -> NDArray[np.int64]:
    """Return the numbers of the T' frames that are evaluated one by one: all, or 64 evenly spaced ones."""
    count = min(config.frames, _MAX_FRAMES)
    return np.linspace(0, config.frames - 1, count).round().astype(np.int64)


class _Changes(NamedTuple):
    """What differs from the background in some frames: G groups of K neighboring pixels, of which few are unchanged."""

    channel_sums: NDArray[Any]
    """Shape (C,): the sum of all differences in each channel."""
    times: NDArray[np.int64]
    """Shape (G, 1): the frame of each group, among the given ones."""
    pixels: NDArray[np.int64]
    """Shape (G, K): the place of each pixel in the frame, row * W + column."""
    offsets: NDArray[np.float64]
    """Shape (G, K): its difference from the background in the clearest channel."""


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
        self._pixels_of_group = np.arange(pixels).reshape(-1, self._word.itemsize)
        rows, columns = (np.arange(size) * GRID // size for size in (config.height, config.width))
        self._cell_of_pixel = (rows[:, None] * GRID + columns).ravel()
        self._cell_pixels = np.bincount(self._cell_of_pixel, minlength=GRID * GRID)
        # The channel in which both colors of the ball differ most from the background.
        self._clearest = int(np.minimum(np.abs(ball - background), np.abs(outline - background)).argmax())
        self._background, self._size = background, (config.height, config.width)
        self._pixels, self._channels = pixels, channels
        self._moments = MomentMeter(config.height, config.width)
        self._frames_at_a_time = max(1, _BYTES_AT_A_TIME // (pixels * channels))
        self._frames = evaluated_frames(config)
        self._cells_in_all = config.frames * GRID * GRID

    def summarize(self, video: NDArray[np.uint8]) -> VideoSummary:
        """Return the summary of one video, shape (T, H, W, C)."""
        frames, ball_pixels = len(video), 0
        channel_sums, cells = np.zeros(self._channels), np.zeros(self._cells_in_all)
        mean, extreme = np.zeros((2, self._pixels))
        for start in range(0, frames, self._frames_at_a_time):
            changes = self._changes(video[start : start + self._frames_at_a_time])
            places = self._cell_of_pixel[changes.pixels] + (changes.times + start) * (GRID * GRID)
            pixels, distances = changes.pixels.ravel(), np.abs(changes.offsets).ravel()
            # Sums of integers: the order of the frames changes no bit.
            channel_sums += changes.channel_sums
            cells += np.bincount(places.ravel(), changes.offsets.ravel(), minlength=self._cells_in_all)
            mean += np.bincount(pixels, distances, minlength=self._pixels)
            np.maximum.at(extreme, pixels, distances)
            ball_pixels += int(np.count_nonzero(distances))
        return VideoSummary(
            cells=(cells.reshape(frames, -1)[self._frames] / self._cell_pixels).astype(np.float32),
            color=self._background + channel_sums / (frames * self._pixels),
            ball_pixels=ball_pixels,
            mean_image=self._moments.measure(mean.reshape(self._size) / frames),
            extreme_image=self._moments.measure(extreme.reshape(self._size)),
        )

    def _changes(self, video: NDArray[np.uint8]) -> _Changes:
        """Return what differs from the background in some frames of a video, shape (T, H, W, C)."""
        differs = video.reshape(len(video), -1).view(self._word) != self._empty
        changed = np.flatnonzero(differs) // self._channels
        changed = changed[np.concatenate([_FIRST, changed[1:] != changed[:-1]])[: len(changed)]]
        groups = video.reshape(-1, len(self._empty_group))[changed]
        offsets = np.subtract(groups, self._empty_group, dtype=np.int16)
        time, group = np.divmod(changed, len(self._pixels_of_group))
        return _Changes(
            channel_sums=offsets.sum(axis=0).reshape(-1, self._channels).sum(axis=0),
            times=time[:, None],
            pixels=self._pixels_of_group[group],
            offsets=offsets[:, self._clearest :: self._channels].astype(np.float64),
        )
