"""One run per directory: locks of killed runs are removed, and those of live runs are respected.

Snakemake's own lock is a file. A run that is killed leaves it behind, and every later run is refused until the user
calls `snakemake --unlock`, which would also unlock a live run. The operating system, however, knows which processes
are alive: every Snakemake process of this workflow holds a shared lock for as long as it lives, and so does every job.
"""

import fcntl
import os
import re
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from curveball.config.errors import CurveballError
from curveball.pipeline.previous import restore_results
from curveball.pipeline.snakemake_memory import forget_unreadable

_SECONDS_FOR_JOBS = 60.0
_TEMPORARY_FOLDER = re.compile(r"\..+\.[0-9a-f]{16}\.tmp")
_RUN, _JOB = "curveball.lock", "curveball-jobs.lock"
_OWNER = "CURVEBALL_OWNER"
"""Environment variable by which jobs on this machine know their run. The lock file of the runs holds the last one."""
_held: list[int] = []
"""Descriptors of locks. They stay open until the process ends, and the operating system then releases them."""

_runs: dict[Path, int] = {}
"""Those of the locks of runs, by their files."""


class RunningError(CurveballError):
    """Another run is at work in the same directory."""


def enter(folder: Path, results: Path, previous: Path, unlocks: bool, is_module: bool = False) -> None:
    """Hold a shared lock from now on; if this is the only run that does, clean up after killed runs.

    Cleaning up waits for the jobs that a killed run has left alive, and then removes Snakemake's lock, since no live
    run can own it, and temporary files and folders among the results, since no live job can be writing them. Results
    of before that the killed run did not replace return to their places, and Snakemake forgets what it could not read.

    Args:
        folder: Snakemake's folder, `.snakemake`.
        results: The folder of the results.
        previous: Where a run keeps the results of before.
        unlocks: Whether the user asks for `--unlock`.
        is_module: Whether this is a part of another workflow, to which Snakemake's lock and memory belong. A workflow
            may have several parts of this kind, and it may load each more than once.

    Raises:
        RunningError: `unlocks`, and another process is alive: its outputs would be written by two runs. Or the jobs of
            a killed run do not end.
    """
    folder.mkdir(exist_ok=True)
    descriptor = _lock_of_runs(folder / _RUN)
    os.environ.pop(_OWNER, None)
    if _is_alone(descriptor):
        _own(descriptor)
        _wait_for_jobs(folder)
        _remove_leftovers(results)
        restore_results(previous)
        if not is_module:
            shutil.rmtree(folder / "locks", ignore_errors=True)
            forget_unreadable(folder)
    elif unlocks:
        raise RunningError(
            f"Another run is at work in {folder.parent.absolute()}. Wait for its end, or stop it; then run again. "
            "No --unlock is needed"
        )
    fcntl.flock(descriptor, fcntl.LOCK_SH)


def _remove_leftovers(results: Path) -> None:
    """Delete the temporary files of shards and datasets, and the temporary folders of exports."""
    for leftover in list(results.rglob(".*.tmp")):
        if not leftover.is_dir() or leftover.is_symlink():
            leftover.unlink(missing_ok=True)
        elif _TEMPORARY_FOLDER.fullmatch(leftover.name):
            shutil.rmtree(leftover, ignore_errors=True)


def _lock_of_runs(path: Path) -> int:
    """Return the descriptor of a lock of runs: the same at each call, since two of one process exclude each other."""
    path = path.absolute()
    if path not in _runs:
        _runs[path] = _open(path)
        _held.append(_runs[path])
    return _runs[path]


def enter_job(folder: Path) -> None:
    """Hold the lock of a job from now on, in a process of Snakemake that runs a job."""
    folder.mkdir(exist_ok=True)
    descriptor = _open(folder / _JOB)
    _held.append(descriptor)
    fcntl.flock(descriptor, fcntl.LOCK_SH)


@contextmanager
def job_at_work(folder: Path) -> Iterator[None]:
    """Hold the lock of a job in the process that does its work.

    If its run is killed, a later run waits for the end of the job.

    Args:
        folder: Snakemake's folder, `.snakemake`. Nothing is held where it does not exist: there is no run.

    Raises:
        RunningError: A later run has not waited, since this job had not got here when its run was killed.
    """
    if not folder.is_dir():
        yield
        return
    descriptor = _open(folder / _JOB)
    fcntl.flock(descriptor, fcntl.LOCK_SH)
    try:
        if _is_of_an_earlier_run(folder):
            raise RunningError("The run of this job was killed, and another one has started")
        yield
    finally:
        os.close(descriptor)


def _own(descriptor: int) -> None:
    """Write into the lock file, and tell the jobs that will be started, which run is at work."""
    owner = os.environ[_OWNER] = f"{os.getpid()} {time.time_ns()}"
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, owner.encode(), 0)


def _is_of_an_earlier_run(folder: Path) -> bool:
    """Tell whether this process is a job of a run that has ended, while another one has started."""
    own = os.environ.get(_OWNER)
    return bool(own) and (folder / _RUN).exists() and (folder / _RUN).read_text() != own


def _wait_for_jobs(folder: Path) -> None:
    """Wait for the end of jobs whose run was killed: they could still write results."""
    descriptor = _open(folder / _JOB)
    began, is_told = time.monotonic(), False
    while not _is_alone(descriptor):
        if not is_told:
            is_told = True
            print("Waiting for the last jobs of a run that was killed.", file=sys.stderr, flush=True)
        if time.monotonic() - began > _SECONDS_FOR_JOBS:
            raise RunningError(
                f"Jobs of a run that was killed are still at work in {folder.parent.absolute()}, after a wait of "
                f"{_SECONDS_FOR_JOBS:.0f} s. Stop them, or wait for their end; then run again"
            )
        time.sleep(0.05)
    os.close(descriptor)


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o666)


def _is_alone(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
