"""The results of before, kept until a job has replaced them.

Snakemake deletes the outputs of a job before the job starts, and once more if it fails. A run therefore begins by
keeping hard links to all results, which takes no space. When a job failed or the run was killed, the results that
nothing has replaced return to their places.
"""

import json
import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from curveball.generation.atomic import write_text
from curveball.pipeline.records import read_record

if TYPE_CHECKING:  # Every job imports this module, and none needs all jobs.
    from curveball.pipeline.jobs import Job

_INDEX = "jobs.json"


class _Kept(NamedTuple):
    """What was kept of a job."""

    record: str
    outputs: list[str]
    """The outputs of the job in the run that kept them."""
    kept: list[str]
    """Those of them that existed."""
    inputs: list[str]
    """The records of the jobs that it is about. Shards are not among them: a dataset is complete without them."""


def keep_results(folder: Path, jobs: Iterable["Job"]) -> None:
    """Keep the results of jobs, before the first of them starts.

    Args:
        folder: Where to keep them: on the file system of the results, so that no byte is copied.
        jobs: The jobs, each after those whose outputs it reads.
    """
    restore_results(folder)
    entries = []
    for job in jobs:
        outputs = [output for output in job.outputs if os.path.isfile(output)]
        if outputs and os.path.isfile(job.record):
            for path in (*outputs, job.record):
                _link(Path(path), folder / path)
            inputs = [needed.record for needed in job.inputs if needed.inputs]
            entries.append(_Kept(job.record, list(job.outputs), outputs, inputs))
    if entries:
        write_text(folder / _INDEX, json.dumps([entry._asdict() for entry in entries]))


def restore_results(folder: Path) -> None:
    """Return results to their places, at the end of a run or, after it was killed, at the next start.

    The results of a job return unless the job has completed, or a result that they are about was replaced by a
    different one: a dataset returns even if its shards were replaced, since it is complete without them; a validation
    never returns to another dataset. Each of several exports returns, whatever became of the others.

    If this is interrupted, it can be repeated: what was kept stays until all has returned, and then the index is the
    first to be deleted.

    Args:
        folder: The folder that `keep_results` was given. It is removed.
    """
    others: set[str] = set()
    """The records of results that are not those of before."""
    for entry in _read_index(folder / _INDEX):
        is_outdated = not others.isdisjoint(entry.inputs)
        if not is_outdated and not _was_replaced(entry, folder):
            _restore(entry, folder)
        elif is_outdated or not _is_same(entry, folder):
            others.add(entry.record)
    (folder / _INDEX).unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)


def _read_index(path: Path) -> list[_Kept]:
    """Return what was kept; nothing if the run was killed before its first job, or if the index was damaged."""
    try:
        entries = [_Kept(**entry) for entry in json.loads(path.read_bytes())]
    except (OSError, ValueError, TypeError):
        return []
    are_lists = all(isinstance(names, list) for entry in entries for names in (entry.kept, entry.inputs))
    return entries if are_lists else []


def _was_replaced(entry: _Kept, folder: Path) -> bool:
    """Tell whether a job has completed, which it records after its last output."""
    if not os.path.isfile(folder / entry.record):
        return True  # Somebody deleted what was kept.
    has_recorded = os.path.isfile(entry.record) and _modified_ns(entry.record) != _modified_ns(folder / entry.record)
    return has_recorded and all(map(os.path.isfile, entry.outputs))


def _is_same(entry: _Kept, folder: Path) -> bool:
    """Tell whether the results that replaced those of a job are equal to them, as after `--forcerun`."""
    record = read_record(folder / entry.record)
    return record is not None and record == read_record(entry.record)


def _restore(entry: _Kept, folder: Path) -> None:
    """Put what was kept of a job in the place of what the job has left."""
    for path in {*entry.outputs} - {*entry.kept}:
        Path(path).unlink(missing_ok=True)
    for path in (entry.record, *entry.kept):  # The record is the first: with it, the job has not been replaced.
        _put(folder / path, Path(path))


def _put(kept: Path, path: Path) -> None:
    """Put a file in the place of another one, atomically, and keep it where it is."""
    if not kept.is_file() or (path.exists() and path.samefile(kept)):
        return
    temporary = path.with_name(f".{path.name}.{_INDEX}.tmp")
    temporary.unlink(missing_ok=True)
    _link(kept, temporary)
    os.replace(temporary, path)


def _modified_ns(path: Path | str) -> int:
    return os.stat(path).st_mtime_ns


def _link(path: Path, other: Path) -> None:
    other.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(path, other)
    except OSError:  # This file system has no hard links.
        shutil.copy2(path, other)
