"""A video in few numbers: coarse pixels, mean color, and how many pixels are not background."""

from typing import NamedTuple

import numpy as np

from curveball.config.model import Config
from curveball.generation.rendering import color_channels

GRID = 8
"""Rows and columns of the coarse picture."""
_FRAMES_AT_MOST = 64


class Glimpse(NamedTuple):
    """What is kept of one video."""

    cells: np.ndarray
    """Shape (T', GRID * GRID), float32: how far each cell of each observed frame is from the background, on average."""
    color: np.ndarray
    """Shape (C,), float64: the mean color of the video."""
    ball_pixels: int
    """How many pixels of the video are not background."""


def observed_frames(config: Config) -> np.ndarray:
    """Return the numbers of the frames that are looked at one by one: all, or 64 evenly spread over a longer clip."""
    count = min(config.frames, _FRAMES_AT_MOST)
    return np.linspace(0, config.frames - 1, count).round().astype(int)


class Observer:
    """Takes glimpses. A frame is background nearly everywhere, so only bytes that differ from it are looked at."""

    def __init__(self, config: Config):
        background, ball, outline = (
            color_channels(color, config.grayscale)
            for color in (config.background, config.ball.color, config.ball.outline_color)
        )
        pixels, channels = config.height * config.width, config.channels
        # Eight bytes are compared at a time where a frame can be cut that way.
        self._word = np.dtype(np.uint64 if pixels * channels % 8 == 0 else np.uint8)
        self._empty = np.tile(background.astype(np.uint8), pixels).view(self._word)
        rows, columns = (np.arange(size) * GRID // size for size in (config.height, config.width))
        cells = rows[:, None] * GRID + columns
        # A byte of a frame adds to the sum of its channel and its cell, in this order: (C, T, cells).
        places = cells[..., None] + np.arange(channels) * (config.frames * GRID * GRID)
        self._places = places.reshape(-1, self._word.itemsize)
        self._cell_pixels = np.bincount(cells.ravel(), minlength=GRID * GRID)
        self._clearest = int(np.minimum(np.abs(ball - background), np.abs(outline - background)).argmax())
        self._is_clearest = np.tile(np.arange(channels) == self._clearest, pixels).reshape(-1, self._word.itemsize)
        self._background, self._pixels = background, pixels
        self._frames = observed_frames(config)

    def look(self, video: np.ndarray) -> Glimpse:
        """Return a glimpse of one video, (T, H, W, C) uint8."""
        frames, channels = len(video), video.shape[-1]
        words = video.reshape(frames, -1).view(self._word)
        time, word = np.divmod(np.flatnonzero(words != self._empty), words.shape[1])
        values, empty = (
            part.view(np.uint8).reshape(-1, self._word.itemsize) for part in (words[time, word], self._empty[word])
        )
        places = self._places[word] + time[:, None] * (GRID * GRID)
        offsets = np.subtract(values, empty, dtype=np.float64)
        sums = np.bincount(places.ravel(), offsets.ravel(), minlength=channels * frames * GRID * GRID)
        sums = sums.reshape(channels, frames, GRID * GRID)
        return Glimpse(
            (sums[self._clearest, self._frames] / self._cell_pixels).astype(np.float32),
            self._background + sums.reshape(channels, -1).sum(axis=1) / (frames * self._pixels),
            np.count_nonzero((values != empty) & self._is_clearest[word]),
        )
