"""A video as a few numbers: coarse pixels, mean color, and the number of pixels that are not background."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from curveball.config.model import Config
from curveball.numerics.colors import color_channels

GRID = 8
"""Rows and columns of a coarse frame."""
_MAX_FRAMES = 64
_BYTES_AT_A_TIME = 2 << 20
"""Bytes of a video that are summed up at a time. Each takes up to 20 bytes of memory."""


class VideoSummary(NamedTuple):
    """What is kept of one video."""

    cells: NDArray[np.float32]
    """Shape (T', GRID * GRID): the mean difference from the background in each cell of each evaluated frame."""
    color: NDArray[np.float64]
    """Shape (C,): the mean color of the video."""
    ball_pixels: int
    """Number of pixels of the video that are not background."""


def evaluated_frames(config: Config) -> NDArray[np.int64]:
    """Return the numbers of the T' frames that are evaluated one by one: all, or 64 evenly spaced ones."""
    count = min(config.frames, _MAX_FRAMES)
    return np.linspace(0, config.frames - 1, count).round().astype(np.int64)


class VideoSummarizer:
    """Summarizes videos. Nearly all of a frame is background, so only the bytes that differ from it are processed."""

    def __init__(self, config: Config):
        background, ball, outline = (
            color_channels(color, config.grayscale)
            for color in (config.background, config.ball.color, config.ball.outline_color)
        )
        pixels, channels = config.height * config.width, config.channels
        # Eight bytes are compared at a time if the size of a frame is a multiple of eight.
        self._word: np.dtype[Any] = np.dtype(np.uint64 if pixels * channels % 8 == 0 else np.uint8)
        self._empty = np.tile(background.astype(np.uint8), pixels).view(self._word)
        rows, columns = (np.arange(size) * GRID // size for size in (config.height, config.width))
        cells = rows[:, None] * GRID + columns
        # Sums are kept by channel, frame and cell: (C, T, cells). This is where each byte of a frame is added.
        places = cells[..., None] + np.arange(channels) * (config.frames * GRID * GRID)
        self._places = places.reshape(-1, self._word.itemsize)
        self._cell_pixels = np.bincount(cells.ravel(), minlength=GRID * GRID)
        # The channel in which both colors of the ball differ most from the background.
        self._clearest = int(np.minimum(np.abs(ball - background), np.abs(outline - background)).argmax())
        self._is_clearest = np.tile(np.arange(channels) == self._clearest, pixels).reshape(-1, self._word.itemsize)
        self._background, self._pixels = background, pixels
        self._frames_at_a_time = max(1, _BYTES_AT_A_TIME // (pixels * channels))
        self._frames = evaluated_frames(config)
        self._places_in_all = channels * config.frames * GRID * GRID

    def summarize(self, video: NDArray[np.uint8]) -> VideoSummary:
        """Return the summary of one video, shape (T, H, W, C)."""
        frames, channels = len(video), video.shape[-1]
        flat, ball_pixels = np.zeros(self._places_in_all), 0
        for start in range(0, frames, self._frames_at_a_time):
            added, counted = self._sum_up(video[start : start + self._frames_at_a_time], start)
            flat += added  # integers, so the order of the frames changes no bit
            ball_pixels += counted
        sums = flat.reshape(channels, frames, GRID * GRID)
        return VideoSummary(
            cells=(sums[self._clearest, self._frames] / self._cell_pixels).astype(np.float32),
            color=self._background + sums.reshape(channels, -1).sum(axis=1) / (frames * self._pixels),
            ball_pixels=ball_pixels,
        )

    def _sum_up(self, video: NDArray[np.uint8], first: int) -> tuple[NDArray[np.float64], int]:
        """Return the sums of some frames of a video, from number `first` on, flat, and their number of ball pixels."""
        words = video.reshape(len(video), -1).view(self._word)
        time, word = np.divmod(np.flatnonzero(words != self._empty), words.shape[1])
        values, empty = (
            part.view(np.uint8).reshape(-1, self._word.itemsize) for part in (words[time, word], self._empty[word])
        )
        places = self._places[word] + (time + first)[:, None] * (GRID * GRID)
        offsets = np.subtract(values, empty, dtype=np.float64)
        sums = np.bincount(places.ravel(), offsets.ravel(), minlength=self._places_in_all)
        return sums.astype(np.float64, copy=False), int(np.count_nonzero((values != empty) & self._is_clearest[word]))
