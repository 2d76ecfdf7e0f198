"""Video files by split and class, as torchvision and Kinetics have them: train/helical/helical-0000042.mp4."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from curveball.export.clips import is_lossless, read_clip, save_clip, to_rgb
from curveball.export.files import clip_file
from curveball.export.progress import Count
from curveball.export.source import Part, Source, check_equal

FPS = 10
"""Frames per second of the files."""

_COLUMNS = ["sample_id", "class_name", "video"]
_MAX_LOSS = 0.5
"""Largest squared error of a frame in a lossy format, as a fraction of that of a frame without the ball."""
_ROUNDING = 2.0
"""Root mean square of the differences that are always allowed, of 255: a lossy format rounds colors."""


def write(suffix: str, source: Source, folder: Path, count: Count) -> None:
    """Write a file per sample, whose suffix names the format."""
    for part in source.parts:
        for rows in source.rows(part, _COLUMNS):
            for name, video in _named_videos(source, part, rows, suffix):
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                save_clip(video, folder / name, FPS)
            count.add(len(rows))


def check(suffix: str, source: Source, folder: Path, count: Count) -> None:
    """Compare the files with the dataset: to the bit where the format is lossless, otherwise by their error."""
    for part in source.parts:
        for rows in source.rows(part, _COLUMNS):
            for name, video in _named_videos(source, part, rows, suffix):
                found, expected = read_clip(folder / name, FPS), to_rgb(video)
                check_equal(f"{folder / name}, its shape", found.shape, expected.shape)
                if is_lossless(video, suffix):
                    check_equal(f"{folder / name}, its frames", np.array_equal(found, expected), True)
                else:
                    check_equal(f"{folder / name}, its likeness", _is_like(found, expected), True)
            count.add(len(rows))


def _is_like(found: NDArray[np.uint8], expected: NDArray[np.uint8]) -> bool:
    """Tell whether each frame of a video shows the ball where it is; shape (T, H, W, 3) each.

    The ball is so small that its absence changes the mean of a frame less than the codec may.
    """
    background = np.median(expected[0].reshape(-1, 3), axis=0).astype(np.uint8)
    without_ball = _squared_error(np.broadcast_to(background, expected.shape), expected)
    return bool((_squared_error(found, expected) <= np.maximum(_ROUNDING**2, _MAX_LOSS * without_ball)).all())


def _squared_error(found: NDArray[np.uint8], expected: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return the mean squared error of each frame, shape (T,)."""
    error: NDArray[np.float64] = np.square(found.astype(np.int32) - expected).mean(axis=(1, 2, 3))
    return error


def _named_videos(source: Source, part: Part, rows: pa.Table, suffix: str) -> Iterator[tuple[str, NDArray[np.uint8]]]:
    """Yield the name of each sample's file and its video."""
    columns: list[list[Any]] = [rows[name].to_pylist() for name in ("class_name", "sample_id")]
    for class_name, name, video in zip(*columns, source.videos(part, rows), strict=True):
        yield clip_file(part.split, class_name, name, suffix), video
