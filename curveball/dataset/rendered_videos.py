"""Videos of samples that are generated on the fly: rendered when they are asked for."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from curveball.dataset.sample_format import SampleFormat, empty_array
from curveball.generation.encoding import digest
from curveball.generation.rendering import Renderer
from curveball.generation.sampling import Samples

PIXEL_COLUMNS = ("video", "digest")
"""The columns for which a video must be rendered."""


class RenderedVideos:
    """The videos of samples of one class. Each is used once."""

    def __init__(self, renderer: Renderer, samples: Samples, sample_format: SampleFormat):
        """Prepare to render.

        Args:
            renderer: Used by one thread at a time.
            samples: The samples.
            sample_format: The format in which videos are returned.
        """
        self._renderer, self._samples, self._format = renderer, samples, sample_format
        self._rendered: dict[int, NDArray[np.uint8]] = {}

    def one(self, number: int) -> list[Any]:
        """Return the values of those pixel columns that the format has."""
        if number not in self._rendered:
            # Those that follow are rendered with it: they are wanted next.
            numbers = range(number, min(number + self._renderer.max_videos, len(self._samples.index)))
            self._rendered |= {k: _copy(video) for k, video in zip(numbers, self._render(numbers), strict=True)}
        frames = self._rendered.pop(number)
        values: dict[str, Any] = {"video": self._format.convert(frames)}
        if "digest" in self._format.columns:
            values["digest"] = digest(frames)
        return [values[name] for name in PIXEL_COLUMNS if name in self._format.columns]

    def write(self, numbers: Sequence[int], places: Sequence[int], videos: NDArray[Any], digests: list[str]) -> None:
        """Write videos into those of a batch, and their digests if the format has them.

        Args:
            numbers: Numbers of the videos.
            places: The place of each video in the batch.
            videos: The videos of the batch.
            digests: The digests of the batch.
        """
        for first in range(0, len(places), self._renderer.max_videos):
            chosen = slice(first, first + self._renderer.max_videos)
            for place, video in zip(places[chosen], self._render(numbers[chosen]), strict=True):
                self._format.write(video, videos[place])
                if "digest" in self._format.columns:
                    digests[place] = digest(video)

    def _render(self, numbers: Sequence[int]) -> NDArray[np.uint8]:
        """Return some videos, shape (N, T, H, W, C), in memory that the next call overwrites."""
        return self._renderer.draw(self._samples.trajectory_2d[..., numbers], self._samples.radius_px[..., numbers])


def _copy(video: NDArray[np.uint8]) -> NDArray[np.uint8]:
    copy = empty_array(video.shape, np.uint8)
    copy[...] = video
    return copy
