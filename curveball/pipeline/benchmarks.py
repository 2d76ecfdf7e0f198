"""Snakemake's benchmark files: which jobs of a run have finished, and what they used."""

import math
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from curveball.config.model import Config
from curveball.dataset import layout
from curveball.dataset.parts import parts
from curveball.report.jobs import Job

_COLUMNS = ["s", "cpu_time", "max_rss"]
"""Wall time and CPU time in seconds, peak resident memory in MiB."""


class _ExpectedJob(NamedTuple):
    name: str
    rule: str
    videos: int


def read_benchmarks(config: Config, folder: Path) -> list[Job]:
    """Return the jobs that precede the report and have a readable benchmark, ordered by their end.

    A job ends when Snakemake writes its benchmark, so the modification time of the file is the end of the job. Files
    of jobs that this configuration does not have are ignored: they are left over from another run. The report itself
    and the jobs after it have no benchmark of this run yet.

    Args:
        config: The configuration.
        folder: The folder with one <job>.tsv per job; files may be missing.
    """
    jobs = [job for expected in _expected_jobs(config) if (job := _read_benchmark(expected, folder))]
    return sorted(jobs, key=lambda job: (job.end, job.rule))


def _expected_jobs(config: Config) -> Iterator[_ExpectedJob]:
    for shard in layout.shards(config):
        yield _ExpectedJob(shard.job, layout.parse_job(shard.job).rule, shard.count)
    divided = parts(config)
    for part in divided if len(divided) > 1 else ():
        for name in (part.merge_job, part.validate_job):
            yield _ExpectedJob(name, layout.parse_job(name).rule, part.total_rows)
    for rule in ("merge_dataset", "validate_dataset"):
        yield _ExpectedJob(rule, rule, config.total_samples)


def _read_benchmark(expected: _ExpectedJob, folder: Path) -> Job | None:
    """Return a job as its benchmark describes it; None if the file is missing or does not tell how long the job took.

    Snakemake writes "-" or "NA" for what it could not measure, since the job ended too soon.
    """
    path = folder / f"{expected.name}.tsv"
    try:
        row = pd.read_csv(path, sep="\t", na_values="-").reindex(columns=_COLUMNS).iloc[-1]
        end = path.stat().st_mtime
    except (OSError, ValueError, IndexError):
        return None
    seconds, cpu_seconds, memory_mib = pd.to_numeric(row, errors="coerce")
    if math.isnan(seconds):
        return None
    return Job(
        rule=expected.rule,
        videos=expected.videos,
        seconds=float(seconds),
        end=end,
        cpu_seconds=float(cpu_seconds),
        memory_mib=float(memory_mib),
    )
