"""What a command costs, all its processes together: wall time, CPU time and peak memory."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Event, Thread
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
_MIN_PAUSE_S = 0.03
_MAX_SAMPLING_SHARE = 0.05
_MAX_DELAY_S = 2.0
"""A pause that ends later than this was no pause: everything was stopped, such as by a machine that was suspended."""


class Cost(NamedTuple):
    """What a command and all processes that it started used."""

    wall_s: float
    """Time on the clock, without that in which everything was stopped."""
    cpu_s: float
    """User and system time of all processes, as the kernel counts it."""
    peak_mib: float
    """Peak of the memory of all processes together. Memory that several share is counted once."""


class CommandError(Exception):
    """A measured command ended with an error."""


def measure(command: Sequence[str], folder: Path | None = None, environment: Mapping[str, str] | None = None) -> Cost:
    """Run a command and return what it cost.

    Args:
        command: The program and its arguments. It runs with this clone on its `PYTHONPATH`.
        folder: Where it runs; by default, in this clone.
        environment: Further environment variables.

    Raises:
        CommandError: The exit code is not 0. The message ends with what the command printed.
    """
    with tempfile.TemporaryFile("w+") as screen:
        began = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=folder or ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)} | dict(environment or {}),
            stdin=subprocess.DEVNULL,
            stdout=screen,
            stderr=subprocess.STDOUT,
        )
        peaks_kib, delays_s, has_ended = [0], [0.0], Event()
        sampler = Thread(target=_sample, args=(process.pid, has_ended, peaks_kib, delays_s))
        sampler.start()
        _, status, usage = os.wait4(process.pid, 0)  # A loop between two pauses would see the end too late.
        wall_s = time.perf_counter() - began
        has_ended.set()
        sampler.join()
        wall_s, peak_kib = wall_s - sum(delays_s), max(peaks_kib)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            screen.seek(0)
            raise CommandError(f"{' '.join(command)} failed:\n{screen.read()[-3000:]}")
    largest_kib = usage.ru_maxrss / (1024 if sys.platform == "darwin" else 1)
    return Cost(wall_s, usage.ru_utime + usage.ru_stime, max(peak_kib, largest_kib) / 1024)


def python(*arguments: str) -> Cost:
    """Run this Python with some arguments, as the workflow runs its jobs, and return what that cost."""
    return measure([sys.executable, *arguments], environment={"OPENBLAS_NUM_THREADS": "1"})


def output_of(*arguments: str) -> str:
    """Run this Python with some arguments, in this clone, and return what it prints."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"}
    run = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True
    )
    return run.stdout


def bytes_in(folder: Path) -> int:
    """Return the size of all files in a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def _sample(pid: int, has_ended: Event, peaks_kib: list[int], delays_s: list[float]) -> None:
    """Append the memory of a process and its descendants, and pauses that were far too long, until it has ended."""
    while not has_ended.is_set():
        sampling = time.perf_counter()
        peaks_kib.append(sum(map(_memory_kib, _family(pid))))
        sampled = time.perf_counter()
        pause_s = max(_MIN_PAUSE_S, (sampled - sampling) / _MAX_SAMPLING_SHARE)
        has_ended.wait(pause_s)
        delay_s = time.perf_counter() - sampled - pause_s
        if delay_s > _MAX_DELAY_S:
            delays_s.append(delay_s)


def _family(pid: int) -> list[int]:
    """Return a process and all that descend from it, as Linux lists them."""
    found = [pid]
    for parent in found:
        try:
            lists = [path.read_text() for path in Path(f"/proc/{parent}/task").glob("*/children")]
        except OSError:
            continue
        found += [int(child) for children in lists for child in children.split()]
    return found


def _memory_kib(pid: int) -> int:
    """Return the proportional set size of a process; 0 if it has ended, or the system does not tell."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
