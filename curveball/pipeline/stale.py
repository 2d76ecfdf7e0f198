"""Finds results that are not those of this run, by their records, at every start of the workflow."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from enum import Enum
from os.path import lexists
from pathlib import Path
from typing import NamedTuple

from curveball.dataset.provenance import file_digest
from curveball.pipeline.jobs import EXPORTS, RECORDS, Job
from curveball.pipeline.records import Record, read_record

_THREADS = 4
_NAMES_SHOWN = 4


class Reason(Enum):
    """Why results are not those of this run."""

    FOREIGN = "made with other settings or other code"
    UNKNOWN = "without a record of how they were made"
    DAMAGED = "changed after they were written"


class Stale(NamedTuple):
    """A job whose results are not those of this run."""

    job: str
    reason: Reason
    files: tuple[str, ...] = ()
    """The files that were changed or deleted."""


def find_stale(jobs: Iterable[Job]) -> list[Stale]:
    """Return the jobs that have results which are not those of this run.

    Every byte of every result is read, by threads. A job without any result is not reported: Snakemake notices it.
    """
    with ThreadPoolExecutor(_THREADS) as pool:
        return [stale for stale in pool.map(_compare, jobs) if stale]


def is_recorded(job: Job) -> bool:
    """Tell whether a job has recorded these very results. They are not read, and may have been changed or deleted."""
    record = read_record(Path(job.record))
    return record is not None and record.identity == job.identity


def find_left_exports(exports: Iterable[Job]) -> list[str]:
    """Return the folders of exports that an earlier run has left, and that are not of this dataset.

    They are compared by their records alone: no file is read.

    Args:
        exports: The exports that the configuration does not list.
    """
    left = []
    for job in exports:
        record = read_record(Path(job.record))
        if record and record.identity != job.identity and any(map(lexists, record.files)):
            left.append(job.record.replace(f"{RECORDS}/export_", f"{EXPORTS}/").removesuffix(".json"))
    return left


def describe_left(folders: Iterable[str]) -> str:
    """Return what is wrong with exports that an earlier run has left."""
    lines = [f"  {folder}" for folder in folders]
    headline = "Exports of another dataset or other code, which stay as they are, since `exports` does not list them:"
    return "\n".join([headline, *lines])


def describe(found: Sequence[Stale]) -> str:
    """Return what is wrong with results: one line per file that was changed, and one per other reason."""
    lines = [
        f"  {file}: {'changed' if lexists(file) else 'deleted'} after {stale.job} wrote it"
        for stale in found
        for file in stale.files
    ]
    for reason in (Reason.FOREIGN, Reason.UNKNOWN):
        names = [stale.job for stale in found if stale.reason == reason]
        if names:
            shown = ", ".join(names[:_NAMES_SHOWN])
            more = f" and {len(names) - _NAMES_SHOWN} more" if len(names) > _NAMES_SHOWN else ""
            lines.append(f"  {shown}{more}: {reason.value}")
    return "\n".join(["Results that this run cannot use, so that it generates them again where it needs them:", *lines])


def _compare(job: Job) -> Stale | None:
    """Compare the results of a job with its record."""
    if not any(map(lexists, job.outputs)):
        return None
    record = read_record(Path(job.record))
    if record is None:
        return Stale(job.name, Reason.UNKNOWN)
    if record.identity != job.identity:
        return Stale(job.name, Reason.FOREIGN)
    changed = tuple(_changed(job.outputs, record))
    return Stale(job.name, Reason.DAMAGED, changed) if changed else None


def _changed(files: Iterable[str], record: Record) -> Iterator[str]:
    for file in files:
        try:
            is_same = file_digest(Path(file)) == record.files.get(file)
        except OSError:
            is_same = False
        if not is_same:
            yield file
