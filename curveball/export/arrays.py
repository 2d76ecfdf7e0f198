"""The columns of a split as numpy arrays with the samples first, a few rows at a time."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from curveball.export.source import Part, Source
from curveball.generation.columns import to_numpy

VIDEOS = "videos"


@dataclass(frozen=True, kw_only=True)
class Column:
    """One array of a split, described before its rows are read."""

    name: str
    dtype: np.dtype[Any]
    shape: tuple[int, ...]
    """The number of samples comes first."""
    read: Callable[[], Iterator[NDArray[Any]]]
    """Yields the rows of the array in order, a few at a time."""


def columns(source: Source, parts: Sequence[Part]) -> Iterator[Column]:
    """Yield the arrays of a split.

    `videos` (N, T, C, H, W) uint8, `labels` (N,) int64, `trajectory_3d` (N, T, 3) float32 in meters, and the texts
    `equations`, `descriptions`, `questions`, `sample_ids` (N,) and `class_names` (classes,), all of fixed width.

    Args:
        source: The dataset.
        parts: The files of the split.
    """
    count = sum(part.rows for part in parts)
    frames, height, width, channels = source.video_shape
    numbers = partial(_numbers, source, parts)
    for name, kind, shape, read in (
        (VIDEOS, "u1", (count, frames, channels, height, width), partial(_videos, source, parts)),
        ("labels", "<i8", (count,), partial(numbers, "label")),
        ("trajectory_3d", "<f4", (count, frames, 3), partial(numbers, "trajectory_3d")),
    ):
        yield Column(name=name, dtype=np.dtype(kind), shape=shape, read=read)
    for name, column in (
        ("equations", "equation"),
        ("descriptions", "description"),
        ("questions", "questions"),
        ("sample_ids", "sample_id"),
    ):
        yield _texts(name, source, parts, column, count)
    names = np.array(source.class_names)
    yield Column(name="class_names", dtype=names.dtype, shape=names.shape, read=lambda: iter([names]))


def _videos(source: Source, parts: Sequence[Part]) -> Iterator[NDArray[Any]]:
    for part in parts:
        for rows in source.rows(part, ["video"]):
            yield source.videos(part, rows).transpose(0, 1, 4, 2, 3)


def _numbers(source: Source, parts: Sequence[Part], column: str) -> Iterator[NDArray[Any]]:
    for rows in _rows(source, parts, column):
        yield to_numpy(rows[column])


def _texts(name: str, source: Source, parts: Sequence[Part], column: str, count: int) -> Column:
    """Return a column of texts, whose width is that of the longest one."""
    width = max(pc.max(pc.utf8_length(rows[column])).as_py() for rows in _rows(source, parts, column))
    dtype = np.dtype(f"<U{max(1, width)}")

    def read() -> Iterator[NDArray[Any]]:
        for rows in _rows(source, parts, column):
            yield np.array(rows[column].to_pylist(), dtype)

    return Column(name=name, dtype=dtype, shape=(count,), read=read)


def _rows(source: Source, parts: Sequence[Part], column: str) -> Iterator[pa.Table]:
    for part in parts:
        yield from source.rows(part, [column])
