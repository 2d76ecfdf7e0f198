"""Rows are mapped in several processes: all of them, once, in order; and no process is left over."""

import subprocess
import sys
import time

import psutil
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from curveball.generation.columns import to_numpy
from curveball.validation import row_groups
from curveball.validation.row_groups import map_rows
from tests.support.faults import a_flipped_bit
from tests.support.planting import TRAIN, VALIDATION, Copy

MAP_AND_WAIT = """
import sys, time
from pathlib import Path
import psutil
from curveball.validation import row_groups
from curveball.config.loading import parse_config
row_groups.rows_at_a_time = lambda config: 10
config = parse_config({"frames": 4, "height": 32, "width": 40, "classes": {"linear": {}, "circular": {}}})
results = row_groups.map_rows(config, sorted(Path(sys.argv[1]).glob("data/*")), processes=2)
next(iter(results))
print(*(child.pid for child in psutil.Process().children(recursive=True)), flush=True)
time.sleep(60)
"""


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


@pytest.mark.slow
def test_a_killed_process_is_a_message_with_what_to_do(copy):
    code = MAP_AND_WAIT.replace("time.sleep(60)", "psutil.Process().children(recursive=True)[-1].kill(); list(results)")
    code = code.replace('.glob("data/*"))', '.glob("data/*")) * 500')
    run = subprocess.run([sys.executable, "-c", code, str(copy.folder)], capture_output=True, text=True, check=False)

    assert "KilledProcessError: A process of the validation was killed" in run.stderr.splitlines()[-1]
    assert "then run the same command again" in run.stderr.splitlines()[-1]


@pytest.mark.slow
def test_processes_end_with_the_one_that_started_them_even_if_it_is_killed(copy):
    killed = subprocess.Popen(
        [sys.executable, "-c", MAP_AND_WAIT, str(copy.folder)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
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
