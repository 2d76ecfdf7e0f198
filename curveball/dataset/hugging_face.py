"""Rows as Hugging Face's `datasets` returns them, decoded to numpy arrays. This module does not need that library."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from curveball.config.errors import CurveballError
from curveball.generation.encoding import decode_video, stated_size

VideoShape = tuple[int, int, int, int]

_FLOAT32_COLUMNS = {"trajectory_3d", "trajectory_2d", "radius_px"}


def decode_rows(rows: Mapping[str, Sequence[Any]], shape: VideoShape | None = None) -> dict[str, list[Any]]:
    """Decode rows of Hugging Face's `datasets`, so that they equal the samples of a Dataset.

    >>> dataset = load_dataset("results/dataset", split="train").with_transform(curveball.decode_rows)
    >>> dataset[0]["video"].shape
    (16, 64, 64, 3)

    It is also the function for `IterableDataset.map(curveball.decode_rows, batched=True)`.

    Args:
        rows: Columns with the values of N rows each.
        shape: (T, H, W, C) of the videos. None to compute it from the columns `radius_px`, which has T values, and
            `principal_point_px`, which is the center of the frame; without them it must be told.

    Returns:
        The same columns: `video` as uint8 arrays of that shape, lists of numbers as arrays, and NaN for the parameters
        of other classes.

    Raises:
        CurveballError: The shape is not known, or this is a single row, as `map` passes it without `batched=True`.
        ValueError: A video is damaged, or has another shape.
    """
    for name, values in rows.items():
        if isinstance(values, str | bytes | int | float):
            raise CurveballError(f"found one row (its {name}), expected columns: map(decode_rows, batched=True)")
    columns = {
        name: [_decoded(value, np.float32 if name in _FLOAT32_COLUMNS else np.float64) for value in values]
        for name, values in rows.items()
        if name != "video"
    }
    if "video" in rows:
        shapes = [_shape(columns, row, video) if shape is None else shape for row, video in enumerate(rows["video"])]
        columns["video"] = [decode_video(*pair) for pair in zip(rows["video"], shapes, strict=True)]
    return {name: columns[name] for name in rows}


def _decoded(value: Any, dtype: type[np.generic]) -> Any:
    """Return a value as a Dataset does."""
    if isinstance(value, list):
        return np.array(value, dtype=dtype)
    return np.nan if value is None else value


def _shape(columns: Mapping[str, Sequence[Any]], row: int, video: bytes) -> VideoShape:
    """Return the shape of the video of a row."""
    if not {"radius_px", "principal_point_px"} <= set(columns):
        raise CurveballError(
            "the shape of the videos is not known without the columns radius_px and principal_point_px. "
            "Tell it: functools.partial(curveball.decode_rows, shape=(16, 64, 64, 3))"
        )
    width, height = (round(2 * center) + 1 for center in columns["principal_point_px"][row])
    frames = len(columns["radius_px"][row])
    size = stated_size(video) or 0
    return frames, height, width, size // (frames * height * width)
