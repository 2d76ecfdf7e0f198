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
from typing import TYPE_CHECKING, Any

from curveball.generation.atomic import write_text

if TYPE_CHECKING:  # Every job imports this module, and none needs all jobs.
    from curveball.pipeline.jobs import Job

_INDEX = "jobs.json"


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
            entries.append({"record": job.record, "outputs": list(job.outputs), "is_shard": not job.inputs})
    if entries:
        write_text(folder / _INDEX, json.dumps(entries))


def restore_results(folder: Path) -> None:
    """Return results to their places, at the end of a run or, after it was killed, at the next start.

    The results of a job return unless the job has completed, or a result that they are about was replaced: a dataset
    returns even if its shards were replaced, since it is complete without them; a validation never returns to another
    dataset.

    Args:
        folder: The folder that `keep_results` was given. It is removed.
    """
    try:
        entries = json.loads((folder / _INDEX).read_bytes())
    except (OSError, ValueError):
        entries = []  # No job has started.
    for entry in entries:
        if _was_replaced(entry, folder):
            if not entry["is_shard"]:
                break
        else:
            _restore(entry, folder)
    shutil.rmtree(folder, ignore_errors=True)


def _was_replaced(entry: dict[str, Any], folder: Path) -> bool:
    """Tell whether a job has completed, which it records after its last output."""
    record = entry["record"]
    has_recorded = os.path.isfile(record) and _modified_ns(record) != _modified_ns(folder / record)
    return has_recorded and all(map(os.path.isfile, entry["outputs"]))


def _restore(entry: dict[str, Any], folder: Path) -> None:
    """Put what was kept of a job in the place of what the job has left."""
    for path in (*entry["outputs"], entry["record"]):
        kept = folder / path
        if kept.exists():
            Path(path).parent.mkdir(parents=True, exist_ok=True)
            os.replace(kept, path)
        else:
            Path(path).unlink(missing_ok=True)


def _modified_ns(path: Path | str) -> int:
    return os.stat(path).st_mtime_ns


def _link(path: Path, kept: Path) -> None:
    kept.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(path, kept)
    except OSError:  # This file system has no hard links.
        shutil.copy2(path, kept)
