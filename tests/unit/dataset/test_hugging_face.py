"""Rows as Hugging Face's library returns them become samples. tests/ecosystem uses the library itself."""

import numpy as np
import pyarrow.parquet as pq
import pytest

import curveball
from curveball.dataset.reader import Dataset


@pytest.fixture(scope="module")
def rows(made) -> dict[str, list]:
    return pq.read_table(made.folder / "data" / "test-00000.parquet").slice(0, 5).to_pydict()


def test_decoded_rows_equal_samples(made, rows):
    decoded = curveball.decode_rows(rows)
    for row, sample in enumerate(Dataset(made.folder, "test")[:5]):
        assert list(decoded) == list(sample)
        for name, value in sample.items():
            np.testing.assert_array_equal(decoded[name][row], value, err_msg=name)
            assert getattr(decoded[name][row], "dtype", None) == getattr(value, "dtype", None), name


def test_some_columns_are_decoded_if_the_shape_is_told(rows):
    some = {name: rows[name] for name in ("label", "video")}
    videos = curveball.decode_rows(some, shape=(16, 64, 64, 3))["video"]

    assert [video.shape for video in videos] == [(16, 64, 64, 3)] * 5
    with pytest.raises(curveball.CurveballError, match=r"partial\(curveball.decode_rows, shape=\(16, 64, 64, 3\)\)"):
        curveball.decode_rows(some)
    with pytest.raises(curveball.CurveballError, match=r"found one row \(its label\).*batched=True"):
        curveball.decode_rows({name: values[0] for name, values in some.items()})
    with pytest.raises(ValueError, match="not a zstd frame"):
        curveball.decode_rows(some, shape=(16, 64, 64, 4))
