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


@pytest.mark.slow
def test_a_killed_run_can_be_taken_up(project):
    for path in project.path("results/shards/linear").iterdir():
        path.unlink()
    run = subprocess.Popen(
        [sys.executable, "-m", "snakemake", "--cores", "1", "--config", *project.config],
        cwd=project.folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    while not project.path("results/shards/linear/00000.parquet").exists():
        time.sleep(0.02)
        assert run.poll() is None
    os.killpg(run.pid, signal.SIGKILL)
    run.wait()

    project.make("--until", "generate_linear")

    assert not [rule for rule in project.stale() if rule.startswith("generate_")]
    assert not list(project.path("results").rglob("*.tmp"))


def test_a_merge_that_fails_leaves_the_dataset_of_before(project):
    def results():
        folder = project.path("results")
        paths = [*folder.glob("dataset/**/*.*"), folder / "validation.json", folder / "report.html"]
        return {path: path.read_bytes() for path in paths if path.is_file()}

    before = results()
    project.edit(
        "curveball/dataset/merging.py", "    manifest = Manifest(", '    raise ShardError("planted")\n    Manifest('
    )

    run = project.snakemake()

    assert run.returncode != 0
    assert "planted" in run.screen
    assert results() == before
    assert not project.path("results/verdict.txt").exists()
    assert project.stale()["merge_dataset"] == 1
