"""The jobs of a run: totals per rule, and their layout in time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

_MAX_PAUSE_S = 5.0
"""A longer pause, in which no job ran, is cut out of the time line: a run that was resumed the next morning."""


class Job(NamedTuple):
    """A finished job and the resources that it used."""

    rule: str
    videos: int
    """Number of videos that the job processed."""
    seconds: float
    """Wall time."""
    end: float
    """Time of its end, in seconds since 1970."""
    cpu_seconds: float
    """NaN if the job was too short to be measured."""
    memory_mib: float
    """Peak resident memory; NaN if the job was too short to be measured."""

    @property
    def start(self) -> float:
        """Time of its start, in seconds since 1970."""
        return self.end - self.seconds


@dataclass(frozen=True, kw_only=True)
class TimeLine:
    """Jobs as bars (start, length) in seconds since the start of the first one, without long pauses."""

    rows: dict[str, list[tuple[float, float]]]
    """The bars of each rule."""
    seconds: float
    pauses: list[float]
    """Times at which a pause was cut out."""

    @property
    def phases(self) -> list[tuple[str, float]]:
        """The verb of the rules (generate, merge, …) and for how many seconds at least one of their jobs ran."""
        bars: dict[str, list[tuple[float, float]]] = {}
        for rule, own in self.rows.items():
            bars.setdefault(rule.partition("_")[0], []).extend(own)
        return [(phase, _union_length(own)) for phase, own in bars.items()]


def rule_totals(jobs: Sequence[Job]) -> pd.DataFrame:
    """Return the totals of each rule, indexed by its name, in the order in which the rules started.

    Columns: jobs, seconds, cpu_seconds, memory_mib (maximum), videos, videos_per_second. NaN: not measured.
    """
    table = pd.DataFrame(_by_start(jobs), columns=Job._fields)
    rules = table.groupby("rule", sort=False)
    totals = rules[["seconds", "cpu_seconds", "videos"]].sum(min_count=1)
    totals["jobs"] = rules.size()
    totals["memory_mib"] = rules["memory_mib"].max()
    totals["videos_per_second"] = totals["videos"] / totals["seconds"].clip(lower=1e-3)
    return totals


def time_line(jobs: Sequence[Job]) -> TimeLine:
    """Return the layout of jobs in time."""
    rows: dict[str, list[tuple[float, float]]] = {}
    pauses: list[float] = []
    ordered = _by_start(jobs)
    origin = latest = ordered[0].start if ordered else 0.0
    for job in ordered:
        if job.start - latest > _MAX_PAUSE_S:
            pauses.append(latest - origin)
            origin += job.start - latest
        latest = max(latest, job.end)
        rows.setdefault(job.rule, []).append((job.start - origin, job.seconds))
    return TimeLine(rows=rows, seconds=latest - origin, pauses=pauses)


def lanes(bars: Iterable[tuple[float, float]], max_lanes: int) -> list[int]:
    """Return a lane for each bar (start, length) such that no two bars of a lane overlap, if `max_lanes` suffice."""
    ends: list[float] = []
    chosen = []
    for start, length in bars:
        free = next((lane for lane, end in enumerate(ends) if end <= start + 1e-6), None)
        if free is None and len(ends) < max_lanes:
            free = len(ends)
            ends.append(0.0)
        lane = min(range(len(ends)), key=ends.__getitem__) if free is None else free
        ends[lane] = max(ends[lane], start + length)
        chosen.append(lane)
    return chosen


def _by_start(jobs: Sequence[Job]) -> list[Job]:
    return sorted(jobs, key=lambda job: (job.start, job.rule))


def _union_length(bars: Iterable[tuple[float, float]]) -> float:
    """Return the length of the union of bars."""
    total, latest = 0.0, 0.0
    for start, length in sorted(bars):
        total += max(0.0, start + length - max(start, latest))
        latest = max(latest, start + length)
    return total
