"""Generates samples in the form in which a dataset returns them."""

import threading
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from curveball.config.model import Config
from curveball.dataset.rendered_videos import PIXEL_COLUMNS, RenderedVideos
from curveball.dataset.sample_format import SampleFormat
from curveball.dataset.sample_rows import Sample, SampleRows
from curveball.dataset.sample_sequence import Part
from curveball.dataset.twins import draw_twins, twin_columns
from curveball.generation.rendering import Renderer
from curveball.generation.sampling import Samples, draw_samples
from curveball.generation.shards import columns_without_pixels

_TEXTS = {"equation", "description", "questions"}


class SampleGenerator:
    """Generates samples of a configuration. Threads may share it, and a copy can be sent to another process."""

    def __init__(self, config: Config, sample_format: SampleFormat, reverse: bool = False):
        """Prepare to generate.

        Args:
            config: The configuration.
            sample_format: The columns of the samples, and the form of their videos.
            reverse: Whether to reverse the time of each sample.
        """
        self.format, self._flip = sample_format, reverse
        self._config, self._class_names = config, list(config.classes)
        self._has_texts = not _TEXTS.isdisjoint(sample_format.columns)
        self._pixel_columns = [name for name in PIXEL_COLUMNS if name in sample_format.columns]
        self._local = threading.local()

    def parts(
        self, classes: NDArray[np.int16], indices: NDArray[np.int64], variants: Sequence[str] | None = None
    ) -> list[Part[RenderedVideos]]:
        """Generate samples without their videos, which are rendered when they are asked for.

        Args:
            classes: Shape (N,): number of the class of each sample.
            indices: Shape (N,): index within the class.
            variants: For each sample, which twin of it is wanted, or "" for the sample itself; None for no twins.

        Returns:
            The samples of each class, and the twins of each class and variant.

        Raises:
            FramingError: A sample has no usable view.
        """
        found = np.array(variants or [""] * len(indices), dtype=object)
        drawn = []
        for variant in sorted(set(found)):
            own = np.flatnonzero(found == variant)
            drawn += [self._part(*group) for group in self._draw(classes, indices, own, variant)]
        return drawn

    def batch_of_pixels(self, parts: Sequence[Part[RenderedVideos]], count: int) -> Sample:
        """Return the columns `video` and `digest` of all samples in some parts, as far as the format has them."""
        if not self._pixel_columns:
            return {}
        videos, digests = self.format.empty_videos(count), [""] * count
        for part in parts:
            if part.pixels is not None:
                part.pixels.write(part.numbers, part.places, videos, digests)
        return {"video": videos, "digest": digests}

    def _draw(
        self, classes: NDArray[np.int16], indices: NDArray[np.int64], own: NDArray[np.int64], variant: str
    ) -> Iterator[tuple[Samples, dict[str, Any], list[int]]]:
        """Yield those samples of each class whose places `own` are, their columns, and their places."""
        for number, name in enumerate(self._class_names):
            places = own[classes[own] == number]
            if not len(places):
                continue
            if variant:
                samples = draw_twins(self._config, name, indices[places], variant)
                columns = twin_columns(self._config, samples, name, variant, self._has_texts)
            else:
                samples = draw_samples(self._config, name, indices[places], self._flip)
                columns = columns_without_pixels(self._config, samples, self._has_texts)
            yield samples, columns, places.tolist()

    def _part(self, samples: Samples, columns: dict[str, Any], places: list[int]) -> Part[RenderedVideos]:
        table = pa.table(columns)
        rows = SampleRows(table, self.format.columns, self._pixel_columns)
        videos = RenderedVideos(self._renderer, samples, self.format) if self._pixel_columns else None
        return Part(rows, videos, numbers=list(range(len(places))), places=places)

    @property
    def _renderer(self) -> Renderer:
        """The renderer of this thread."""
        if not hasattr(self._local, "renderer"):
            self._local.renderer = Renderer(self._config)
        renderer: Renderer = self._local.renderer
        return renderer

    def __getstate__(self) -> dict[str, Any]:
        """Return what a copy in another process needs: all but the renderers of the threads."""
        return self.__dict__ | {"_local": None}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__ = state | {"_local": threading.local()}
