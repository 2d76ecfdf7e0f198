"""Outputs appear complete or not at all."""

import os
import signal
import subprocess
import sys
import time

import pyarrow.parquet as pq
import pytest

WRITE_A_SHARD = """
import sys
from curveball.config.loading import parse_config
from curveball.generation.shards import write_shard
write_shard(parse_config({}), "linear", 0, int(sys.argv[2]), sys.argv[1], lambda done: print(done, flush=True))
"""


@pytest.mark.slow
def test_a_killed_writer_leaves_no_shard_and_the_next_one_cleans_up(tmp_path):
    shard = tmp_path / "00000.parquet"
    command = [sys.executable, "-c", WRITE_A_SHARD, str(shard), "50000"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:
        writer.stdout.readline()
        writer.send_signal(signal.SIGKILL)
    leftovers = os.listdir(tmp_path)

    subprocess.run([sys.executable, "-c", WRITE_A_SHARD, str(shard), "10"], check=True, stdout=subprocess.DEVNULL)

    assert len(leftovers) == 1
    assert leftovers[0].endswith(".tmp")
    assert os.listdir(tmp_path) == ["00000.parquet"]
    assert pq.read_metadata(shard).num_rows == 10


@pytest.mark.parametrize(
    ("number", "last_words"),
    [
        (
            signal.SIGINT,
            "The run was interrupted (SIGINT). Finished results are kept. The same command continues the run.",
        ),
        pytest.param(signal.SIGKILL, "", marks=pytest.mark.slow),
    ],
)
def test_a_run_that_was_ended_continues_with_the_same_command(project, number, last_words):
    """`make faults` ends hundreds of runs, in every way and at every moment."""
    shard = project.path("results/shards/linear/00000.parquet")
    expected = shard.read_bytes()
    shard.unlink()
    running = project.start("--until", "generate_linear")
    while not list(project.path("results/shards/linear").glob(".*.tmp")):
        time.sleep(0.002)
        assert running.is_alive
    os.killpg(running.pid, number)
    run = running.wait(60)

    assert run.returncode != 0
    assert "Traceback" not in run.screen
    assert run.screen.rstrip().endswith(last_words)
    project.make("--until", "generate_linear")
    assert shard.read_bytes() == expected
    assert not list(project.path("results").rglob("*.tmp"))
