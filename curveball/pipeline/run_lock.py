"""One run per directory: locks of killed runs are removed, and those of live runs are respected.

Snakemake's own lock is a file. A run that is killed leaves it behind, and every later run is refused until the user
calls `snakemake --unlock`, which would also unlock a live run. The operating system, however, knows which processes
are alive: every Snakemake process of this workflow holds a shared lock for as long as it lives.
"""

import fcntl
import os
import shutil
from pathlib import Path

from curveball.config.errors import CurveballError

_held: list[int] = []
"""Descriptors of locks. They stay open until the process ends, and the operating system then releases them."""


class RunningError(CurveballError):
    """Another run is at work in the same directory."""


def enter(folder: Path, results: Path, unlocks: bool) -> None:
    """Hold a shared lock from now on; if this is the only process that does, clean up after killed runs.

    Cleaning up removes Snakemake's lock, since no live run can own it, and temporary files among the results, since
    no live job can be writing them.

    Args:
        folder: Snakemake's folder, `.snakemake`.
        results: The folder of the results.
        unlocks: Whether the user asks for `--unlock`.

    Raises:
        RunningError: `unlocks`, and another process is alive. Its outputs would be written by two runs.
    """
    folder.mkdir(exist_ok=True)
    descriptor = os.open(folder / "curveball.lock", os.O_RDWR | os.O_CREAT, 0o666)
    _held.append(descriptor)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        if unlocks:
            raise RunningError(
                f"Another run is at work in {folder.parent.absolute()}. Wait for its end, or stop it; then run again. "
                "No --unlock is needed"
            ) from None
    else:
        shutil.rmtree(folder / "locks", ignore_errors=True)
        for leftover in results.rglob(".*.tmp"):
            leftover.unlink(missing_ok=True)
    fcntl.flock(descriptor, fcntl.LOCK_SH)
