"""Conversion between numpy arrays and Arrow columns of fixed-size lists."""

from __future__ import annotations  # pyarrow's types accept parameters in the stubs only

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray


def fixed_size_lists(values: NDArray[Any]) -> pa.Array[Any]:
    """Convert an array to a column with one nested list per sample.

    Args:
        values: Shape (T, N) or (D, T, N), with the sample last.

    Returns:
        N lists of T numbers, or N lists of T lists of D numbers, of the type of `values`.
    """
    array: pa.Array[Any] = pa.array(np.ascontiguousarray(values.T).reshape(-1))
    for size in values.shape[:-1]:
        array = pa.FixedSizeListArray.from_arrays(array, size)
    return array


def to_numpy(column: pa.Array[Any] | pa.ChunkedArray[Any]) -> NDArray[Any]:
    """Convert a column of numbers or of fixed-size lists of numbers to an array.

    Args:
        column: N numbers or N (nested) lists. Null numbers become NaN.

    Returns:
        Shape (N,) for numbers, (N, T, 3) for `trajectory_3d`, of the type of the numbers.
    """
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    shape = [len(array)]
    while isinstance(array, pa.FixedSizeListArray):
        length, size = len(array), array.type.list_size
        shape.append(size)
        # `flatten` imports pyarrow.compute, which takes 25 ms of each process: a tenth of its start.
        array = array.flatten() if array.null_count else array.values.slice(array.offset * size, length * size)
    return array.to_numpy(zero_copy_only=False).reshape(shape)
