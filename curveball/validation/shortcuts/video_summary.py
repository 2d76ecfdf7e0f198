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


class _ChangedBytes(NamedTuple):
    """The N bytes of some frames that differ from the background, and a few beside them that do not."""

    places: NDArray[np.int64]
    """Shape (N,): where each is added to the sums."""
    offsets: NDArray[np.float64]
    """Shape (N,): their differences from the background."""
    is_clearest: NDArray[np.bool_]
    """Shape (N,): whether each belongs to the clearest channel."""
    pixels: NDArray[np.int64]
    """Shape (M,): the pixel in the frame, row * W + column, of those of the clearest channel."""


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
        self._pixel_of_byte = (np.arange(pixels * channels) // channels).reshape(self._is_clearest.shape)
        self._background, self._size = background, (config.height, config.width)
        self._pixels, self._channels = pixels, channels
        self._moments = MomentMeter(config.height, config.width)
        self._frames_at_a_time = max(1, _BYTES_AT_A_TIME // (pixels * channels))
        self._frames = evaluated_frames(config)
        self._places_in_all = channels * config.frames * GRID * GRID

    def summarize(self, video: NDArray[np.uint8]) -> VideoSummary:
        """Return the summary of one video, shape (T, H, W, C)."""
        frames, channels = len(video), self._channels
        flat, ball_pixels = np.zeros(self._places_in_all), 0
        mean, extreme = np.zeros((2, self._pixels))
        for start in range(0, frames, self._frames_at_a_time):
            changed = self._changed_bytes(video[start : start + self._frames_at_a_time], start)
            flat += np.bincount(changed.places, changed.offsets, minlength=self._places_in_all)
            # Sums of integers: the order of the frames changes no bit.
            pixel, distance = changed.pixels, np.abs(changed.offsets[changed.is_clearest])
            mean += np.bincount(pixel, distance, minlength=self._pixels)
            np.maximum.at(extreme, pixel, distance)
            ball_pixels += int(np.count_nonzero(distance))
        sums = flat.reshape(channels, frames, GRID * GRID)
        return VideoSummary(
            cells=(sums[self._clearest, self._frames] / self._cell_pixels).astype(np.float32),
            color=self._background + sums.reshape(channels, -1).sum(axis=1) / (frames * self._pixels),
            ball_pixels=ball_pixels,
            mean_image=self._moments.measure(mean.reshape(self._size) / frames),
            extreme_image=self._moments.measure(extreme.reshape(self._size)),
        )

    def _changed_bytes(self, video: NDArray[np.uint8], first: int) -> _ChangedBytes:
        """Return the bytes of some frames of a video, from number `first` on, that may differ from the background."""
        words = video.reshape(len(video), -1).view(self._word)
        time, word = np.divmod(np.flatnonzero(words != self._empty), words.shape[1])
        values, empty = (
            part.view(np.uint8).reshape(-1, self._word.itemsize) for part in (words[time, word], self._empty[word])
        )
        places = self._places[word] + (time + first)[:, None] * (GRID * GRID)
        is_clearest = self._is_clearest[word]
        return _ChangedBytes(
            places=places.ravel(),
            offsets=np.subtract(values, empty, dtype=np.float64).ravel(),
            is_clearest=is_clearest.ravel(),
            pixels=self._pixel_of_byte[word][is_clearest],
        )
