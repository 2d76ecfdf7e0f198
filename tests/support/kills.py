"""Ways to kill a run, moments at which to do it, and a seeded choice of both."""

import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.support.project import Project, Running

SHARD = "generate_circular_00001"
JOBS = (SHARD, "merge_dataset", "validate_dataset", "describe_dataset", "write_report", "enforce_checks")
OUTPUTS = {
    SHARD: ("shards/circular/00001.parquet",),
    "merge_dataset": ("dataset/data/train-00000.parquet", "dataset/data/test-00000.parquet", "dataset/manifest.json"),
    "validate_dataset": ("validation.json",),
    "describe_dataset": ("dataset/README.md", "dataset/preview.webp", "dataset/SHA256SUMS"),
    "write_report": ("figures/sheet_circular.webp", "figures/time_line.svg", "report.html"),
    "enforce_checks": ("verdict.txt",),
}
"""The outputs of each job, or of those with many, some of them, in the order in which they are written."""
STEPS = ("announced", "outputs gone", "log", "temporary file", "first output", "last output", "record", "benchmark")
"""What can be observed of a job, in the order in which it happens. The next job begins after the last step."""
AFTER_OUTPUTS = {"record": "records/{}.json", "benchmark": "benchmarks/{}.tsv"}


def kill_a_job(running: Running) -> None:
    for job in running.jobs()[:1]:
        _send(job.pid, signal.SIGKILL)


def control_c_twice(running: Running) -> None:
    _send_all(running, signal.SIGINT)
    time.sleep(0.1)
    _send_all(running, signal.SIGINT)


def _send(pid: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, number)


def _send_all(running: Running, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.killpg(running.pid, number)


WAYS: dict[str, Callable[[Running], None]] = {
    "kill -9 of everything": lambda running: _send_all(running, signal.SIGKILL),
    "kill -9 of Snakemake": lambda running: _send(running.pid, signal.SIGKILL),
    "kill -9 of a job": kill_a_job,
    "Ctrl-C": lambda running: _send_all(running, signal.SIGINT),
    "Ctrl-C twice": control_c_twice,
    "SIGINT to Snakemake": lambda running: _send(running.pid, signal.SIGINT),
    "SIGTERM to everything": lambda running: _send_all(running, signal.SIGTERM),
    "SIGTERM to Snakemake": lambda running: _send(running.pid, signal.SIGTERM),
    "closed terminal": Running.close_terminal,
}


@dataclass(frozen=True, kw_only=True)
class Kill:
    """One kill of a run."""

    number: int
    way: str
    before: str
    """What is there when the run starts: `nothing`, `earlier steps` of the same run, or `other seed`."""
    job: str
    """One of JOBS; `start`: before the first job; `end`: after the last; `any`: at any time."""
    step: str
    """One of STEPS, for a job."""
    delay_s: float
    """From the moment that job and step say, until the kill."""
    goes_on: str = "the same command"
    """What comes next: `the same command`, `a kill and the same command`, or `the other seed`."""

    def __str__(self) -> str:
        at = self.job if self.job not in JOBS else f"{self.job} {self.step}"
        return f"{self.number:03d}: {self.way}, {at} +{self.delay_s:.3f} s, after {self.before}, then {self.goes_on}"


def draw_kills(seed: int, count: int) -> list[Kill]:
    """Draw kills: every way with every job, in a random order, then again with other steps and delays."""
    chance = random.Random(f"kills {seed}")  # noqa: S311  It decides nothing secret.
    kills: list[Kill] = []
    while len(kills) < count:
        pairs = [(way, job) for way in WAYS for job in (*JOBS, "start", "end", "any") if _has_meaning(way, job)]
        chance.shuffle(pairs)
        kills += [_draw_kill(chance, number, way, job) for number, (way, job) in enumerate(pairs, len(kills))]
    return kills[:count]


def _has_meaning(way: str, job: str) -> bool:
    return way != "kill -9 of a job" or job in JOBS


def _draw_kill(chance: random.Random, number: int, way: str, job: str) -> Kill:
    before = chance.choice(["other seed", "other seed", "earlier steps", "nothing"])
    steps = [step for step in STEPS if before == "other seed" or step != "outputs gone"]
    delays = {"start": chance.uniform(0, 0.9), "end": chance.uniform(0, 0.2), "any": chance.uniform(0, 7)}
    next_is = ["the same command"] * 4 + ["a kill and the same command"]
    return Kill(
        number=number,
        way=way,
        before=before,
        job=job,
        step=chance.choice(steps),
        delay_s=round(delays.get(job, chance.choice([0, chance.uniform(0, 0.02), chance.uniform(0, 0.4)])), 4),
        goes_on=chance.choice([*next_is, "the other seed"] if before == "other seed" else next_is),
    )


class Moment:
    """Recognizes the moment of a kill in the folder of a run that has not started yet."""

    def __init__(self, kill: Kill, project: Project):
        self._kill, self._folder, self._screen = kill, project.folder, project.screen
        self._results = project.path("results")
        self._known = {path: _state(path) for path in self._watched()}
        self._logs = set(project.path("logs").glob("*"))
        self._snakemake_logs = set(project.path(".snakemake/log").glob("*"))

    def wait(self, running: Running, timeout_s: float = 60) -> bool:
        """Wait for the moment and return whether it came before the end of the run."""
        end = time.monotonic() + timeout_s
        while not self._has_come():
            if not running.is_alive or time.monotonic() > end:
                return False
            time.sleep(0.001)
        time.sleep(self._kill.delay_s)
        return running.is_alive

    def _has_come(self) -> bool:
        if self._kill.job in ("start", "any"):  # Before Snakemake prints anything, it has not called any of this code.
            return self._screen.exists() and self._screen.stat().st_size > 0
        if self._kill.job == "end":
            return self._is_new(self._results / "verdict.txt")
        return any(self._is_reached(step) for step in STEPS[STEPS.index(self._kill.step) :])

    def _is_reached(self, step: str) -> bool:
        job = self._kill.job
        outputs = [self._results / name for name in OUTPUTS[job]]
        if step == "announced":
            logs = set(self._folder.glob(".snakemake/log/*")) - self._snakemake_logs
            return any(self._log_of(job) in path.read_text(errors="replace") for path in logs)
        if step == "outputs gone":
            return any(path in self._known and self._known[path] and not path.exists() for path in outputs)
        if step == "log":
            return any(path.name.endswith(f"_{job}.log") for path in set(self._folder.glob("logs/*")) - self._logs)
        if step == "temporary file":
            return any(True for path in outputs[:1] for _ in path.parent.glob(f".{path.name}.*.tmp"))
        if step == "first output":
            return self._is_new(outputs[0])
        if step == "last output":
            return all(map(self._is_new, outputs))
        return self._is_new(self._results / AFTER_OUTPUTS[step].format(job))

    @staticmethod
    def _log_of(job: str) -> str:
        """Return what Snakemake's own log says of a job when it starts, and later not again."""
        return f"_{job}.log"

    def _watched(self) -> Iterator[Path]:
        yield from (self._results / name for names in OUTPUTS.values() for name in names)
        yield from (self._results / name.format(self._kill.job) for name in AFTER_OUTPUTS.values())

    def _is_new(self, path: Path) -> bool:
        found = _state(path)
        return found is not None and found != self._known[path]


def end_orphans(folder: Path, patience_s: float) -> list[str]:
    """Wait for processes that work in a folder, end those that are left, and return their command lines."""
    end = time.monotonic() + patience_s
    while (left := _processes_in(folder)) and time.monotonic() < end:
        time.sleep(0.05)
    names = [" ".join(_command_line(process)) for process in left]
    for process in left:
        _send(process.pid, signal.SIGKILL)
    return names


def _processes_in(folder: Path) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter():
        try:
            if process.cwd() == str(folder) and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
    return found


def _command_line(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.NoSuchProcess:
        return []


def _state(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns
