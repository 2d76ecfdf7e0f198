"""Arrays become columns with one list per sample, and columns become arrays."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from curveball.generation.columns import fixed_size_lists, to_numpy


@given(st.integers(1, 5), st.integers(1, 6), st.integers(1, 7))
def test_columns_put_the_sample_first_and_the_coordinate_last(coordinates, times, count):
    values = np.arange(coordinates * times * count, dtype=np.float32).reshape(coordinates, times, count)
    column = fixed_size_lists(values)
    assert len(column) == count
    assert column.to_pylist() == values.T.tolist()
    np.testing.assert_array_equal(to_numpy(column), values.T)


def test_one_vector_per_sample_is_a_column_of_lists():
    column = fixed_size_lists(np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]))
    assert column.to_pylist() == [[1, 3, 5], [2, 4, 6]]
    assert column.type == pa.list_(pa.float64(), 3)


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.int64])
def test_the_type_is_kept(dtype):
    assert to_numpy(fixed_size_lists(np.zeros((2, 3), dtype))).dtype == dtype


def test_a_slice_of_a_column_is_that_slice_of_the_array():
    column = fixed_size_lists(np.arange(24.0).reshape(2, 3, 4))
    np.testing.assert_array_equal(to_numpy(column.slice(1, 2)), to_numpy(column)[1:3])


def test_a_slice_of_nested_lists_with_slices_inside_is_read_from_its_own_place():
    values = np.arange(60.0).reshape(5, 2, 2, 3)
    inner = pa.FixedSizeListArray.from_arrays(pa.array(values.reshape(-1)), 3).slice(2)
    column = pa.FixedSizeListArray.from_arrays(inner, 2).slice(3, 4)
    np.testing.assert_array_equal(to_numpy(column), values.reshape(-1, 2, 3)[4:8])


def test_a_missing_list_is_an_error():
    with pytest.raises(ValueError, match="reshape"):
        to_numpy(pa.array([[1.0, 2.0], None], pa.list_(pa.float64(), 2)))


def test_chunks_are_joined():
    column = fixed_size_lists(np.arange(24.0).reshape(2, 3, 4))
    chunked = pa.chunked_array([column.slice(0, 1), column.slice(1)])
    np.testing.assert_array_equal(to_numpy(chunked), to_numpy(column))


def test_a_missing_number_is_nan():
    assert np.isnan(to_numpy(pa.array([1.0, None]))).tolist() == [False, True]
