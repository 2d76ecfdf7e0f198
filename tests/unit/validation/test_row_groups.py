"""Rows are looked at in processes: all of them, once, in order; and no process is left over."""

import subprocess
import sys
import time

import psutil
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from curveball.generation.columns import to_numpy
from curveball.validation import inspection
from curveball.validation.inspection import inspect
from tests.support.planting import TRAIN, Copy

LOOK_AND_WAIT = """
import sys, time
from pathlib import Path
import psutil
from curveball.validation import inspection
from curveball.config.loading import parse_config
inspection._ROWS_AT_A_TIME = 10
config = parse_config({"frames": 4, "height": 32, "width": 40, "classes": {"linear": {}, "circular": {}}})
sights = inspection.inspect(config, sorted(Path(sys.argv[1]).glob("data/*")), processes=2)
next(iter(sights))
print(*(child.pid for child in psutil.Process().children(recursive=True)), flush=True)
time.sleep(60)
"""


def paths_of(copy: Copy) -> list:
    return [copy.folder / name for name in copy.names]


@pytest.mark.parametrize("processes", [1, 2])
def test_every_row_is_seen_once_in_the_order_of_the_files(copy, monkeypatch, processes):
    monkeypatch.setattr(inspection, "_ROWS_AT_A_TIME", 10)  # so that a few rows are enough for two
    sights = list(inspect(copy.config, paths_of(copy), processes))

    assert [sight.path for sight in sights] == paths_of(copy)
    assert [sight.rows for sight in sights] == [pq.read_metadata(path).num_rows for path in paths_of(copy)]
    assert all(sight.is_whole for sight in sights)


@pytest.mark.parametrize("at_a_time", [1, 5, 7, 100])
def test_pieces_are_whole_row_groups_that_follow_each_other(copy, monkeypatch, at_a_time):
    monkeypatch.setattr(inspection, "_ROWS_AT_A_TIME", at_a_time)
    table = copy.read(TRAIN)
    pq.write_table(table, copy.folder / TRAIN, row_group_size=5)

    expected = table["index"].to_pylist()
    done = 0
    for piece in inspection._pieces(copy.folder / TRAIN):
        rows = [index for part in inspection._read(piece) for index in to_numpy(part["index"]).tolist()]
        assert piece.first_row == done
        assert rows == expected[done : done + len(rows)]
        done += len(rows)
    assert done == len(expected)


def test_a_piece_that_cannot_be_read_is_told_of_and_stops_no_other(copy):
    path = copy.folder / TRAIN
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)

    sights = {sight.path: sight for sight in inspect(copy.config, paths_of(copy), 1)}

    assert not sights.pop(path).is_whole
    assert all(sight.is_whole and sight.rows for sight in sights.values())


def test_a_fault_of_a_check_does_not_pass_for_a_broken_page(copy, monkeypatch):
    def fail(self, batch):
        raise pa.ArrowInvalid("a fault of the code")

    monkeypatch.setattr(inspection.RowChecks, "see", fail)

    with pytest.raises(pa.ArrowInvalid):
        list(inspect(copy.config, paths_of(copy), 1))


def test_processes_end_with_the_one_that_began_them_even_if_it_is_killed(copy):
    killed = subprocess.Popen(
        [sys.executable, "-c", LOOK_AND_WAIT, str(copy.folder)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    children = [psutil.Process(int(pid)) for pid in killed.stdout.readline().split()]
    killed.kill()
    killed.communicate()

    assert len(children) >= 2
    deadline = time.monotonic() + 20
    while any(map(_runs, children)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(_runs, children))


def _runs(process: psutil.Process) -> bool:
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
