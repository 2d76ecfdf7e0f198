"""Locks of killed runs go, those of live runs stay. Each run is a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from curveball.pipeline import run_lock
from curveball.pipeline.run_lock import RunningError, enter, job_at_work

ROOT = Path(__file__).parents[3]
LIVE = """
import sys
from pathlib import Path
from curveball.pipeline.run_lock import enter
enter(Path(".snakemake"), Path("results"), Path("results/.previous"), unlocks=False)
print("entered", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A directory with a lock and a temporary file of another run."""
    (tmp_path / ".snakemake" / "locks").mkdir(parents=True)
    (tmp_path / "results" / "dataset" / "data").mkdir(parents=True)
    lock(tmp_path).touch()
    temporary_file(tmp_path).touch()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def lock(folder: Path) -> Path:
    return folder / ".snakemake" / "locks" / "0.output.lock"


def temporary_file(folder: Path) -> Path:
    return folder / "results" / "dataset" / "data" / ".train-00010.parquet.0123456789abcdef.tmp"


@pytest.fixture
def live(folder):
    """A live run in the directory, which started before its lock and temporary file appeared."""
    process = subprocess.Popen(
        [sys.executable, "-c", LIVE],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout.readline() == "entered\n"
        lock(folder).parent.mkdir(exist_ok=True)
        lock(folder).touch()
        temporary_file(folder).touch()
        yield process
        process.kill()


@pytest.fixture(autouse=True)
def _release_afterwards(monkeypatch):
    monkeypatch.setenv("CURVEBALL_OWNER", "")  # so that it is as before afterwards
    yield
    while run_lock._held:
        run_lock.os.close(run_lock._held.pop())
    run_lock._runs.clear()


def test_what_a_killed_run_left_is_removed(folder):
    enter(folder / ".snakemake", folder / "results", folder / "results" / ".previous", unlocks=False)

    assert not lock(folder).exists()
    assert not temporary_file(folder).exists()


def test_what_a_live_run_uses_stays(live, folder):
    enter(folder / ".snakemake", folder / "results", folder / "results" / ".previous", unlocks=False)

    assert lock(folder).exists()
    assert temporary_file(folder).exists()


def test_a_live_run_cannot_be_unlocked(live, folder):
    with pytest.raises(RunningError, match="Another run is at work in"):
        enter(folder / ".snakemake", folder / "results", folder / "results" / ".previous", unlocks=True)
    assert lock(folder).exists()


def test_a_run_that_was_killed_does_not_stop_the_next(live, folder):
    live.kill()
    live.wait()

    enter(folder / ".snakemake", folder / "results", folder / "results" / ".previous", unlocks=True)

    assert not lock(folder).exists()


def test_the_folder_of_an_export_that_was_killed_goes_with_its_files(folder):
    unfinished = folder / "results" / "exports" / ".hf.0123456789abcdef.tmp"
    (unfinished / "data").mkdir(parents=True)
    (unfinished / "data" / ".train-00000.parquet.0123456789abcdef.tmp").touch()
    kept = folder / "results" / ".notes.tmp"
    kept.mkdir()

    enter(folder / ".snakemake", folder / "results", folder / "results" / ".previous", unlocks=False)

    assert not unfinished.exists()
    assert kept.exists()


def test_other_files_are_kept(folder):
    kept = [folder / "results" / name for name in ("notes.tmp", ".hidden", "dataset/data/train-00000.parquet")]
    for path in kept:
        path.touch()

    enter(folder / ".snakemake", folder / "results", folder / "results" / ".previous", unlocks=False)

    assert all(path.exists() for path in kept)


def test_a_job_works_for_the_run_that_started_it(folder):
    enter(folder / ".snakemake", folder / "results", folder / "results" / ".previous", unlocks=False)

    with job_at_work(folder / ".snakemake"):
        pass


def test_a_job_that_was_late_writes_nothing_once_another_run_has_started(folder, monkeypatch):
    monkeypatch.setenv("CURVEBALL_OWNER", "a run that was killed while this job was being started")
    owner = os.environ["CURVEBALL_OWNER"]
    enter(folder / ".snakemake", folder / "results", folder / "results" / ".previous", unlocks=False)
    monkeypatch.setenv("CURVEBALL_OWNER", owner)

    with pytest.raises(RunningError, match="another one has started"), job_at_work(folder / ".snakemake"):
        raise AssertionError("It works")


def test_a_job_without_an_owner_works_as_well(folder, monkeypatch):
    """A job on another machine has no environment of its run."""
    enter(folder / ".snakemake", folder / "results", folder / "results" / ".previous", unlocks=False)
    monkeypatch.delenv("CURVEBALL_OWNER")

    with job_at_work(folder / ".snakemake"):
        pass


ORPHAN = """
import sys, time
from pathlib import Path
from curveball.pipeline.run_lock import job_at_work
with job_at_work(Path(".snakemake")):
    print("entered", flush=True)
    time.sleep(float(sys.argv[1]))
"""


def orphan(folder, seconds: float) -> subprocess.Popen:
    """A job whose run was killed, and which works on for some seconds."""
    command = [sys.executable, "-c", ORPHAN, str(seconds)]
    process = subprocess.Popen(command, cwd=folder, env={"PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "entered\n"
    return process


def test_a_run_waits_for_the_jobs_of_a_killed_one(folder, capfd):
    with orphan(folder, 0.2):
        enter(folder / ".snakemake", folder / "results", folder / "results" / ".previous", unlocks=False)

    assert "Waiting for the last jobs of a run that was killed." in capfd.readouterr().err
    assert not temporary_file(folder).exists()


def test_jobs_that_do_not_end_stop_the_next_run(folder, monkeypatch):
    monkeypatch.setattr(run_lock, "_SECONDS_FOR_JOBS", 0.1)
    with orphan(folder, 60) as process:
        with pytest.raises(RunningError, match="Jobs of a run that was killed are still at work"):
            enter(folder / ".snakemake", folder / "results", folder / "results" / ".previous", unlocks=False)
        process.kill()
    assert temporary_file(folder).exists()


def test_a_job_that_starts_after_another_run_does_nothing(folder, monkeypatch):
    enter(folder / ".snakemake", folder / "results", folder / "results" / ".previous", unlocks=False)
    run_lock.enter_job(folder / ".snakemake")
    monkeypatch.setenv(run_lock._OWNER, "the killed run")

    with pytest.raises(RunningError, match="another one has started"), run_lock.job_at_work(folder / ".snakemake"):
        pass


def test_where_there_is_no_run_nothing_is_held(tmp_path):
    with run_lock.job_at_work(tmp_path / ".snakemake"):
        assert list(tmp_path.iterdir()) == []
