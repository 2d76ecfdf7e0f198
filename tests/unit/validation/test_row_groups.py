"""Rows are mapped in several processes: all of them, once, in order; and no process is left over."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from curveball.generation.columns import to_numpy
from curveball.validation import row_groups
from curveball.validation.row_groups import map_rows
from tests.support.faults import a_flipped_bit
from tests.support.planting import TRAIN, VALIDATION, Copy


def paths_of(copy: Copy) -> list:
    return [copy.folder / name for name in copy.names]


@pytest.mark.parametrize("processes", [1, 2])
def test_every_row_is_mapped_once_in_the_order_of_the_files(copy, monkeypatch, processes):
    monkeypatch.setattr(row_groups, "rows_at_a_time", lambda config: 10)  # so that a few rows are enough for two
    results = list(map_rows(copy.config, paths_of(copy), processes))

    assert [result.path for result in results] == paths_of(copy)
    assert [result.rows for result in results] == [pq.read_metadata(path).num_rows for path in paths_of(copy)]
    assert all(result.is_complete for result in results)


@pytest.mark.parametrize("at_a_time", [1, 5, 7, 100])
def test_row_groups_are_divided_into_consecutive_parts(copy, at_a_time):
    table = copy.read(TRAIN)
    pq.write_table(table, copy.folder / TRAIN, row_group_size=5)

    expected = table["index"].to_pylist()
    done = 0
    for part in row_groups._divide(copy.folder / TRAIN, at_a_time):
        rows = [index for table in row_groups._read(part, at_a_time) for index in to_numpy(table["index"]).tolist()]
        assert part.first_row == done
        assert rows == expected[done : done + len(rows)]
        done += len(rows)
    assert done == len(expected)


def test_an_unreadable_row_group_is_reported_and_stops_no_other(copy):
    a_flipped_bit(copy)

    results = {result.path: result for result in map_rows(copy.config, paths_of(copy), 1)}

    assert not results.pop(copy.folder / VALIDATION).is_complete
    assert all(result.is_complete and result.rows for result in results.values())


def test_a_bug_in_a_check_is_not_reported_as_an_unreadable_page(copy, monkeypatch):
    def fail(self, batch):
        raise pa.ArrowInvalid("a bug")

    monkeypatch.setattr(row_groups.Registry, "map", fail)

    with pytest.raises(pa.ArrowInvalid):
        list(map_rows(copy.config, paths_of(copy), 1))
