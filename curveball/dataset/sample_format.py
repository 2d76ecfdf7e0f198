"""Which columns a sample has, and in which form its video is returned."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
import pyarrow as pa
from numpy.typing import DTypeLike, NDArray

from curveball.config.errors import CurveballError
from curveball.generation.schema import video_shape

Layout = Literal["THWC", "TCHW"]
"""Order of the axes of a video: frames, rows, columns, channels, or the channels before the rows as in PyTorch."""


@dataclass(frozen=True)
class SampleFormat:
    """The columns of samples and the form of their videos."""

    columns: tuple[str, ...]
    """Names of the columns, in the order of the schema."""
    stored_shape: tuple[int, int, int, int]
    """Shape of a video as it is stored: (T, H, W, C)."""
    layout: Layout = "THWC"
    is_float: bool = False
    """Whether videos are float32 from 0 to 1; otherwise they are uint8."""

    @classmethod
    def of(
        cls, schema: pa.Schema, columns: Iterable[str] | None, layout: Layout = "THWC", dtype: DTypeLike = np.uint8
    ) -> "SampleFormat":
        """Return a format.

        Args:
            schema: The schema of the dataset.
            columns: Names of columns; None for all.
            layout: "THWC" or "TCHW".
            dtype: uint8, or float32 for values from 0 to 1.

        Raises:
            CurveballError: There is no such column, layout or type.
        """
        chosen = set(schema.names if columns is None else columns)
        if columns is not None and (isinstance(columns, str) or not chosen or not chosen <= set(schema.names)):
            unknown = columns if isinstance(columns, str) else ", ".join(sorted(map(str, chosen - set(schema.names))))
            raise CurveballError(f"columns: found {unknown or 'none'}, expected a list of: {', '.join(schema.names)}")
        if layout not in ("THWC", "TCHW"):
            raise CurveballError(f"layout: found {layout!r}, expected THWC or TCHW")
        names = tuple(name for name in schema.names if name in chosen)
        return cls(names, video_shape(schema), layout, _is_float(dtype))

    @property
    def shape(self) -> tuple[int, int, int, int]:
        """Shape of a video as it is returned."""
        frames, height, width, channels = self.stored_shape
        return (frames, channels, height, width) if self.layout == "TCHW" else self.stored_shape

    def chosen(self, schema: pa.Schema) -> pa.Schema:
        """Return the schema of the columns."""
        fields = [schema.field(name) for name in self.columns]
        return pa.schema(fields).with_metadata(schema.metadata)

    def empty_videos(self, *count: int) -> NDArray[Any]:
        """Return an uninitialized array for a video, or with a number for so many: shape ([N,] *shape)."""
        return empty_array((*count, *self.shape), np.float32 if self.is_float else np.uint8)

    @cached_property
    def is_stored(self) -> bool:
        """Whether videos are returned as they are stored."""
        return self.layout == "THWC" and not self.is_float

    def convert(self, videos: NDArray[np.uint8]) -> NDArray[Any]:
        """Return a video or several in this format: the same array if they have it, otherwise a new one.

        Args:
            videos: Shape (T, H, W, C) or (N, T, H, W, C), as stored.
        """
        if self.is_stored:
            return videos
        converted = self.empty_videos(*videos.shape[:-4])
        self.write(videos, converted)
        return converted

    def write(self, videos: NDArray[np.uint8], out: NDArray[Any]) -> None:
        """Write videos in this format into an array.

        Args:
            videos: Shape (T, H, W, C) or (N, T, H, W, C), as stored.
            out: Shape (*shape) or (N, *shape).
        """
        source = np.moveaxis(videos, -1, -3) if self.layout == "TCHW" else videos
        if self.is_float:
            np.divide(source, np.float32(255), out=out)
        else:
            out[...] = source


def _is_float(dtype: DTypeLike) -> bool:
    """Tell whether a type is float32; otherwise it is uint8."""
    try:
        found = np.dtype(dtype)
    except TypeError:  # such as torch.float32
        found = None
    if found not in (np.uint8, np.float32):
        raise CurveballError(f"dtype: found {found or dtype}, expected uint8 or float32")
    return found == np.float32


def empty_array(shape: tuple[int, ...], dtype: type[np.generic]) -> NDArray[Any]:
    """Return an uninitialized array in memory of Arrow's.

    Arrow uses freed memory again. numpy returns what a video takes to the system, and fetching it again takes as long
    as decoding a video.
    """
    memory = pa.allocate_buffer(math.prod(shape) * np.dtype(dtype).itemsize)
    array: NDArray[Any] = np.frombuffer(memory, dtype=dtype)  # type: ignore[call-overload]  # The stubs know no Buffer.
    return array.reshape(shape)
