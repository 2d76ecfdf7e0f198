"""Rows are written to files of equal size, whose row groups depend on these rows alone."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from curveball.config.loading import parse_config
from curveball.dataset import split_writing
from curveball.dataset.split_writing import SplitWriter
from curveball.generation.schema import absent, dataset_schema

CONFIG = parse_config({"rows_per_file": 10, "classes": {"linear": {}}})


def rows(count: int) -> pa.Table:
    schema = dataset_schema(CONFIG)
    return pa.table([absent(field, count) for field in schema], schema=schema)


def written(folder, counts: list[int], names: list[str]) -> list[list[int]]:
    """Write rows in calls of these sizes, and return the sizes of the row groups of each file."""
    with SplitWriter(CONFIG, folder, names) as writer:
        for count in counts:
            writer.write(rows(count))
    assert [file.name for file in writer.files] == names
    metadata = [pq.read_metadata(folder / name) for name in names]
    assert [file.rows for file in writer.files] == [file.num_rows for file in metadata]
    return [[file.row_group(k).num_rows for k in range(file.num_row_groups)] for file in metadata]


@pytest.mark.parametrize("counts", [[25], [1] * 25, [3, 7, 15], [24, 0, 1]])
def test_row_groups_begin_with_their_file_whatever_the_calls(tmp_path, monkeypatch, counts):
    monkeypatch.setattr(split_writing, "rows_at_a_time", lambda config: 4)
    assert written(tmp_path, counts, ["a", "b", "c"]) == [[4, 4, 2], [4, 4, 2], [4, 1]]


def test_files_of_fewer_rows_than_a_group_have_one(tmp_path):
    assert written(tmp_path, [20], ["a", "b"]) == [[10], [10]]


def test_without_rows_there_is_no_file(tmp_path):
    assert written(tmp_path, [0], []) == []
    assert list(tmp_path.iterdir()) == []


def test_an_error_leaves_no_file_half_written(tmp_path):
    with pytest.raises(StopIteration), SplitWriter(CONFIG, tmp_path, ["a"]) as writer:
        writer.write(rows(10_000))
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
