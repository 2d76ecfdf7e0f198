"""Samples and batches from columns."""

import numpy as np
import pyarrow as pa

from curveball.dataset.sample_rows import SampleRows, join_columns
from curveball.generation.columns import fixed_size_lists

TABLE = pa.table(
    {
        "name": ["a", "b", "c"],
        "number": pa.array([1, 2, 3], pa.int64()),
        "size": pa.array([0.5, None, 2.5]),
        "points": fixed_size_lists(np.arange(6, dtype=np.float32).reshape(2, 3)),
    }
)


def test_a_sample_has_numbers_texts_and_arrays_in_the_order_of_the_names():
    rows = SampleRows(TABLE, ["video", "size", "points", "name", "number", "absent"], ["video"])
    sample = rows.sample(1, ["pixels"])

    assert list(sample) == ["video", "size", "points", "name", "number", "absent"]
    assert (sample["video"], sample["name"], sample["number"]) == ("pixels", "b", 2)
    assert np.isnan([sample["size"], sample["absent"]]).all()
    assert sample["points"].tolist() == [1, 4]
    assert {type(sample[name]) for name in ("size", "absent")} == {float}


def test_a_single_column_is_a_sample_too():
    assert SampleRows(TABLE, ["number"]).sample(2) == {"number": 3}


def test_batches_are_joined_in_the_order_of_their_places():
    rows = SampleRows(TABLE, ["name", "points", "number"])
    batch = join_columns([rows.take([2, 0]), rows.take([1])], np.array([0, 2, 1]))

    assert batch["name"] == ["c", "b", "a"]
    assert batch["number"].tolist() == [3, 2, 1]
    assert batch["points"].tolist() == [[2, 5], [1, 4], [0, 3]]


def test_their_size_is_what_they_take():
    assert SampleRows(TABLE, ["number", "points"]).size_bytes == 3 * 8 + 6 * 4
    assert SampleRows(TABLE, ["name"]).size_bytes > 3 * 40
