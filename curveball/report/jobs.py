"""When which job ran, and what it needed, from Snakemake's benchmarks."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from curveball.config.model import Config

# These jobs are not done when the page is written: a benchmark of theirs is one of an earlier run.
_NOT_DONE = {"write_report", "enforce_checks"}
_GREATEST_PAUSE_S = 5.0
"""Longer pauses, in which no job ran, are cut out of the time line: that of a night before a run was resumed."""


@dataclass(frozen=True)
class Job:
    """A job as its benchmark tells it."""

    rule: str
    shard: int | None
    seconds: float
    end: float
    """When the benchmark was written, which Snakemake does when the job ends; seconds since 1970."""
    memory_mib: float | None
    """Greatest resident memory; None where the job was too short to be measured."""
    cpu_seconds: float | None

    @property
    def start(self) -> float:
        return self.end - self.seconds


@dataclass(frozen=True)
class Step:
    """All jobs of a rule together."""

    rule: str
    jobs: int
    seconds: float
    cpu_seconds: float | None
    memory_mib: float | None
    videos: int

    @property
    def videos_per_second(self) -> float:
        return self.videos / max(self.seconds, 1e-3)


@dataclass(frozen=True)
class TimeLine:
    """Jobs as bars: start and length in seconds since the first began, with long pauses cut out."""

    rows: dict[str, list[tuple[float, float]]]
    """For each rule its jobs."""
    seconds: float
    pauses: list[float]
    """Where a pause was cut out."""

    @property
    def phases(self) -> list[tuple[str, float]]:
        """What was done, in order, and for how many seconds at least one job did it."""
        bars: dict[str, list[tuple[float, float]]] = {}
        for rule, own in self.rows.items():
            bars.setdefault(rule.partition("_")[0], []).extend(own)
        return [(phase, _covered(own)) for phase, own in bars.items()]


def read_jobs(folder: Path) -> list[Job]:
    """Return the jobs of a folder of benchmarks in the order of their ends, without those that can't be read."""
    jobs = [job for path in sorted(folder.glob("*.tsv")) for job in _read_job(path)]
    return sorted((job for job in jobs if job.rule not in _NOT_DONE), key=lambda job: (job.end, job.rule))


def steps(config: Config, jobs: Sequence[Job]) -> list[Step]:
    """Return the jobs of each rule together, in the order in which the rules began."""
    rules = dict.fromkeys(job.rule for job in sorted(jobs, key=lambda job: (job.start, job.rule)))
    return [_step(config, rule, [job for job in jobs if job.rule == rule]) for rule in rules]


def time_line(jobs: Sequence[Job]) -> TimeLine:
    """Lay the jobs out in time."""
    ordered = sorted(jobs, key=lambda job: (job.start, job.rule))
    rows: dict[str, list[tuple[float, float]]] = {}
    pauses, shift, latest = [], 0.0, None
    for job in ordered:
        if latest is None:
            shift, latest = job.start, job.start
        if job.start - latest > _GREATEST_PAUSE_S:
            pauses.append(latest - shift)
            shift += job.start - latest
        latest = max(latest, job.end)
        rows.setdefault(job.rule, []).append((job.start - shift, job.seconds))
    return TimeLine(rows, (latest or 0.0) - shift, pauses)


def lanes(bars: Iterable[tuple[float, float]], most: int) -> list[int]:
    """Return for each bar (start, length) a lane in which it overlaps no other, as long as `most` lanes suffice."""
    ends: list[float] = []
    chosen = []
    for start, length in bars:
        free = next((lane for lane, end in enumerate(ends) if end <= start + 1e-6), None)
        if free is None and len(ends) < most:
            free = len(ends)
            ends.append(0.0)
        lane = min(range(len(ends)), key=ends.__getitem__) if free is None else free
        ends[lane] = max(ends[lane], start + length)
        chosen.append(lane)
    return chosen


def _covered(bars: Iterable[tuple[float, float]]) -> float:
    """Return how much time bars cover together."""
    total, latest = 0.0, 0.0
    for start, length in sorted(bars):
        total += max(0.0, start + length - max(start, latest))
        latest = max(latest, start + length)
    return total


def _read_job(path: Path) -> list[Job]:
    name, _, shard = path.stem.rpartition("_")
    try:
        with open(path, encoding="utf-8", newline="") as file:
            row = next(csv.DictReader(file, delimiter="\t"))
        return [
            Job(
                name if shard.isdigit() else path.stem,
                int(shard) if shard.isdigit() else None,
                float(row["s"]),
                path.stat().st_mtime,
                _number(row.get("max_rss")),
                _number(row.get("cpu_time")),
            )
        ]
    except (OSError, StopIteration, KeyError, TypeError, ValueError):
        return []


def _number(text: str | None) -> float | None:
    try:
        return float(text) if text is not None else None
    except ValueError:
        return None  # "-" and "NA": the job was over before it was measured


def _step(config: Config, rule: str, jobs: Sequence[Job]) -> Step:
    memory = [job.memory_mib for job in jobs if job.memory_mib is not None]
    cpu = [job.cpu_seconds for job in jobs if job.cpu_seconds is not None]
    videos = sum(_videos(config, job) for job in jobs)
    return Step(
        rule, len(jobs), sum(job.seconds for job in jobs), sum(cpu) if cpu else None, max(memory, default=None), videos
    )


def _videos(config: Config, job: Job) -> int:
    if job.shard is None:
        return config.total_samples
    return max(0, min(config.samples_per_shard, config.samples_per_class - job.shard * config.samples_per_shard))
