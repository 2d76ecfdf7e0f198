"""The columns of some samples in memory, from which single samples and batches are taken. Videos are elsewhere."""

import itertools
import sys
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from operator import itemgetter
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from curveball.generation.columns import to_numpy
from curveball.generation.schema import TWIN_COLUMNS

Sample = dict[str, Any]
"""One sample by the names of its columns, which are the same for all samples of a dataset.

`video` is (T, H, W, C) uint8, `trajectory_3d` is (T, 3) float32 in meters, and so on; numbers and strings are those of
Python. Parameters of other classes are NaN. The schema of a dataset tells the unit and meaning of each column.
"""


class SampleRows:
    """Rows of samples without their videos."""

    def __init__(self, table: pa.Table, names: Sequence[str], pixel_columns: Sequence[str] = ()):
        """Take over rows.

        Args:
            table: The rows. Columns that are not among the names are ignored.
            names: Names of the columns, in the order that samples have. Columns that the table does not have are NaN.
            pixel_columns: Those of the names whose values are passed to `sample`.
        """
        columns = {name: _values(table, name) for name in names if name not in pixel_columns}
        # Texts as Python's take more memory than Arrow's, but a fifth of the time when they are asked for.
        self._texts = {name: values for name, values in columns.items() if isinstance(values, list)}
        arrays = {name: values for name, values in columns.items() if isinstance(values, np.ndarray)}
        self._arrays = {name: values for name, values in arrays.items() if values.ndim > 1}
        numbers = {name: values for name, values in arrays.items() if values.ndim == 1}
        self._integers = _Matrix(numbers, np.int64, len(table))
        self._floats = _Matrix(numbers, np.float64, len(table))
        grouped = [*self._integers.names, *self._floats.names, *self._texts, *self._arrays, *pixel_columns]
        self._names, places = list(names), [grouped.index(name) for name in names]
        self._in_order = itemgetter(*places, places[0])  # It returns a tuple only if it has at least two items.

    @cached_property
    def size_bytes(self) -> int:
        """Memory that the rows take."""
        arrays = [self._integers.values, self._floats.values, *self._arrays.values()]
        texts = itertools.chain.from_iterable(self._texts.values())
        return sum(array.nbytes for array in arrays) + sum(map(sys.getsizeof, texts))

    def sample(self, row: int, pixels: Iterable[Any] = ()) -> Sample:
        """Return a sample, whose arrays may be changed.

        Args:
            row: Its row.
            pixels: Values of the pixel columns, in their order.
        """
        values = self._integers.values[row].tolist()
        values += self._floats.values[row].tolist()
        values += [texts[row] for texts in self._texts.values()]
        values += [array[row].copy() for array in self._arrays.values()]
        values += pixels
        return dict(zip(self._names, self._in_order(values), strict=False))

    def take(self, rows: Sequence[int]) -> Sample:
        """Return the columns of some rows, except pixel columns: arrays of shape (N, ...), and lists of strings."""
        columns: dict[str, Any] = {name: [texts[row] for row in rows] for name, texts in self._texts.items()}
        columns |= {name: array[rows] for name, array in self._arrays.items()}
        for matrix in (self._integers, self._floats):
            columns |= dict(zip(matrix.names, np.ascontiguousarray(matrix.values[rows].T), strict=True))
        return columns


class _Matrix:
    """Columns of numbers of one type, shape (rows, columns).

    A row of it becomes Python numbers in one call, which takes a tenth of the time that a call per number takes.
    """

    def __init__(self, columns: Mapping[str, NDArray[Any]], dtype: type[np.generic], rows: int):
        own = {name: values for name, values in columns.items() if values.dtype == dtype}
        self.names = list(own)
        self.values = np.stack(list(own.values()), axis=1) if own else np.empty((rows, 0), dtype=dtype)


def join_columns(parts: Sequence[Sample], places: NDArray[np.int64]) -> Sample:
    """Return batches in one, in another order.

    Args:
        parts: Batches with the same columns.
        places: Shape (N,): the place of each of their rows in the result.
    """
    order = np.empty(len(places), dtype=np.int64)
    order[places] = np.arange(len(places))
    if not parts:
        return {}
    return {name: _joined([part[name] for part in parts], order) for name in parts[0]}


def _joined(values: Sequence[Any], order: NDArray[np.int64]) -> Any:
    if isinstance(values[0], list):
        together = [text for texts in values for text in texts]
        return [together[k] for k in order.tolist()]
    return np.concatenate(values)[order]


def _values(table: pa.Table, name: str) -> NDArray[Any] | list[Any]:
    """Return a column: its texts, or its numbers as an array of shape (N, ...)."""
    if name not in table.schema.names:
        if name in TWIN_COLUMNS:
            return [""] * len(table)
        return np.full(len(table), np.nan)
    column = table[name].combine_chunks()
    return column.to_pylist() if pa.types.is_string(column.type) else to_numpy(column)
