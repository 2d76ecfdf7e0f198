"""What a dataset and a stream have in common: a list of samples, with slices, batches and tables."""

import operator
from abc import abstractmethod
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, Protocol, Self, SupportsIndex, TypeVar, overload

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from curveball.dataset.order import epoch_order
from curveball.dataset.sample_format import SampleFormat
from curveball.dataset.sample_rows import Sample, SampleRows, join_columns

if TYPE_CHECKING:
    import pandas


class Pixels(Protocol):
    """The videos of some rows."""

    def one(self, number: int) -> list[Any]:
        """Return the values of the pixel columns of a sample."""


P = TypeVar("P", bound=Pixels)
Positions = Sequence[int] | NDArray[Any]
"""Positions of samples, or a boolean for each sample."""


@dataclass
class Part(Generic[P]):
    """Some of the samples that were asked for."""

    rows: SampleRows
    pixels: P | None
    """Their videos, if these are wanted."""
    numbers: list[int]
    """Numbers of the samples in `rows` and `pixels`."""
    places: list[int]
    """Numbers of the samples among those that were asked for, in ascending order."""

    def within(self, start: int, end: int) -> "Part[P]":
        """Return those samples whose places are in a range; it begins with place 0."""
        chosen = slice(bisect_left(self.places, start), bisect_left(self.places, end))
        places = [place - start for place in self.places[chosen]]
        return Part(self.rows, self.pixels, self.numbers[chosen], places)

    def sample(self, number: int) -> Sample:
        """Return a sample by its number in `rows`."""
        return self.rows.sample(number, self.pixels.one(number) if self.pixels else ())


class SampleSequence(Sequence[Sample], Generic[P]):
    """Samples that behave like a list."""

    schema: pa.Schema
    """Name, type, unit and meaning of each column."""
    _format: SampleFormat
    _rows: range | NDArray[np.int64]
    """Numbers of the samples in the whole dataset."""
    _rows_at_a_time: int = 256
    """How many samples are prepared together when all are asked for."""

    def __len__(self) -> int:
        return len(self._rows)

    # Positions come first, because numpy's arrays count as integers: they have __index__.
    @overload  # type: ignore[override]  # A Sequence has the integer first.
    def __getitem__(self, key: slice | Positions) -> Self: ...  # type: ignore[overload-overlap]
    @overload
    def __getitem__(self, key: SupportsIndex) -> Sample: ...
    def __getitem__(self, key: Any) -> Sample | Self:
        """Return a sample, or for a slice or a list or array of positions a part with these samples.

        An array or a list of as many booleans as there are samples selects those where it is true.

        Raises:
            IndexError: There is no sample at a position.
            TypeError: A position is not an integer.
            CurveballError: The file with the sample is missing or damaged.
        """
        if isinstance(key, slice):
            return self._part(self._rows[key])
        if isinstance(key, Sequence) or (hasattr(key, "__array__") and np.ndim(key)):
            return self._part(self._rows_at(key))
        return next(self._samples(np.array([self._rows[_position(key, len(self))]])))

    def __getitems__(self, positions: Sequence[int]) -> list[Sample]:
        """Return the samples at some positions. PyTorch asks for a batch in this way."""
        return list(self._samples(self._rows_at(positions)))

    def __iter__(self) -> Iterator[Sample]:
        for start in range(0, len(self), self._rows_at_a_time):
            yield from self._samples(np.asarray(self._rows[start : start + self._rows_at_a_time], dtype=np.int64))

    def batch(self, positions: slice | Positions, threads: int | None = None) -> Sample:
        """Return samples together.

        >>> train.batch([0, 5, 2])["video"].shape
        (3, 16, 64, 64, 3)

        Args:
            positions: Positions of N samples: a slice, a list or array of integers, or of a boolean for each sample.
            threads: Maximum number of threads that decode videos; None for one per core.

        Returns:
            For each column an array of shape (N, ...), and for texts a list of N strings.

        Raises:
            IndexError, TypeError, CurveballError: As for a single sample.
        """
        rows = self._rows[positions] if isinstance(positions, slice) else self._rows_at(positions)
        if not len(rows):
            return self._empty_batch()
        return self._batch(self._parts(np.asarray(rows, dtype=np.int64)), threads)

    def batches(self, size: int, threads: int | None = None) -> Iterator[Sample]:
        """Yield all samples in batches, as `batch` returns them, in their order; the last may be smaller.

        A stream takes much less time for this than for as many calls of `batch`.

        Args:
            size: Number of samples in a batch.
            threads: As for `batch`.

        Raises:
            ValueError: The size is less than 1.
            CurveballError: As for a single sample.
        """
        if size < 1:
            raise ValueError(f"found a batch of {size} samples, expected at least 1")
        return self._batches(size, threads)

    def _batches(self, size: int, threads: int | None) -> Iterator[Sample]:
        step = max(1, self._rows_at_a_time // size) * size
        for start in range(0, len(self), step):
            rows = np.asarray(self._rows[start : start + step], dtype=np.int64)
            parts = self._parts(rows)
            for first in range(0, len(rows), size):
                some = (part.within(first, first + size) for part in parts)
                yield self._batch([part for part in some if part.places], threads)

    def shuffled(self, epoch: int, seed: int = 0) -> Self:
        """Return the samples in the order of an epoch: a permutation that depends on the epoch and the seed only.

        To divide an epoch among processes, let process k of n take `shuffled(epoch)[k::n]`.
        """
        return self._part(np.asarray(self._rows, dtype=np.int64)[epoch_order(len(self), epoch, seed)])

    def to_pandas(self) -> "pandas.DataFrame":
        """Return the columns except the videos as a table: one row per sample, indexed by `sample_id`.

        Raises:
            CurveballError: A file with one of the samples is missing or damaged.
        """
        names = dict.fromkeys(["sample_id", *self._format.columns])
        table = self._table([name for name in names if name != "video"])
        return table.to_pandas().set_index("sample_id")

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {len(self):,} samples, videos {self._format.shape}>"

    @abstractmethod
    def _parts(self, rows: NDArray[np.int64]) -> list[Part[P]]:
        """Return some samples of the whole dataset, shape (N,), in parts; at least one."""

    @abstractmethod
    def _batch_of_pixels(self, parts: list[Part[P]], count: int, threads: int | None) -> Sample:
        """Return the pixel columns of all samples in some parts."""

    @abstractmethod
    def _table(self, names: list[str]) -> pa.Table:
        """Return some columns of all samples, without videos."""

    def _batch(self, parts: list[Part[P]], threads: int | None) -> Sample:
        """Return the samples of some parts together."""
        places = np.array([place for part in parts for place in part.places], dtype=np.int64)
        columns = join_columns([part.rows.take(part.numbers) for part in parts], places)
        columns |= self._batch_of_pixels(parts, len(places), threads)
        return {name: columns[name] for name in self._format.columns}

    def _empty_batch(self) -> Sample:
        """Return a batch of no samples."""
        pixels = {"video": self._format.empty_videos(0)} if "video" in self._format.columns else {}
        columns = SampleRows(self.schema.empty_table(), self._format.columns, list(pixels)).take([])
        return {name: (columns | pixels)[name] for name in self._format.columns}

    def _part(self, rows: range | NDArray[np.int64]) -> Self:
        """Return some samples of the whole dataset, which share the memory of this one."""
        part = object.__new__(type(self))
        part.__dict__ = self.__dict__ | {"_rows": rows}
        return part

    def _rows_at(self, positions: Positions) -> NDArray[np.int64]:
        """Return the numbers of the samples at some positions, shape (N,)."""
        array = np.asarray(positions) if len(positions) else np.empty(0, dtype=np.int64)
        if array.ndim != 1 or array.dtype.kind not in "iub":
            raise TypeError("positions must be integers, a slice, or a list of integers")
        if array.dtype.kind == "b":
            array = _true_positions(array, len(self))
        elif len(array):  # before the conversion, which changes integers of 64 bits without a sign
            for position in (array.min(), array.max()):
                _position(position, len(self))
        array = array.astype(np.int64)
        if isinstance(self._rows, np.ndarray):
            return self._rows[array]
        return self._rows.start + self._rows.step * np.where(array < 0, array + len(self), array)

    def _samples(self, rows: NDArray[np.int64]) -> Iterator[Sample]:
        """Yield samples in their order; each video is decoded or rendered when its sample is asked for."""
        sources: list[tuple[Part[P], int] | None] = [None] * len(rows)
        for part in self._parts(rows):
            for number, place in zip(part.numbers, part.places, strict=True):
                sources[place] = part, number
        for source in sources:
            if source is not None:
                yield source[0].sample(source[1])


def _position(key: SupportsIndex, length: int) -> int:
    """Return a position, or raise the error of a sequence that has none there."""
    if isinstance(key, np.bool_):  # NumPy before 2.3 takes it for 0 or 1, with a warning.
        raise TypeError(f"found {key}, expected the position of a sample")
    position = operator.index(key)
    if not -length <= position < length:
        raise IndexError(f"found the position {position}, but there are {length} samples")
    return position


def _true_positions(mask: NDArray[Any], length: int) -> NDArray[np.int64]:
    """Return the positions where a mask is true, one value per sample."""
    if len(mask) != length:
        raise IndexError(f"found {len(mask)} booleans, expected one for each of the {length} samples")
    return np.flatnonzero(mask)
