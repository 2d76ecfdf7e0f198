"""numpy arrays as Arrow columns of fixed-size lists, and back."""

import numpy as np
import pyarrow as pa


def lists(values: np.ndarray) -> pa.Array:
    """Return N lists of T numbers from (T, N), or N lists of T lists of D from (D, T, N)."""
    array = pa.array(np.ascontiguousarray(values.T).reshape(-1))
    for size in values.shape[:-1]:
        array = pa.FixedSizeListArray.from_arrays(array, size)
    return array


def to_numpy(column: pa.Array | pa.ChunkedArray) -> np.ndarray:
    """Return a column of numbers or fixed-size lists as one array: (N, T, 3) for a trajectory_3d."""
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    shape = [len(column)]
    while pa.types.is_fixed_size_list(column.type):
        shape.append(column.type.list_size)
        column = column.flatten()
    return column.to_numpy(zero_copy_only=False).reshape(shape)
