"""The default run: all of it, each rule, nothing to do; and how it scales with videos and cores. Times are in R."""

import csv
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.comparison import run_empty_workflow, run_workflow
from benchmarks.limits import VIDEOS, limits_now
from curveball.dataset.layout import parse_job

_RULES = {
    "generate_": "generate",
    "merge_": "merge",
    "validate_": "validate",
    "write_report": "report",
}
_STEPS = {
    "generate_": "generate",
    "merge_part": "merge",
    "merge_dataset": "merge",
    "validate_part": "validate",
    "validate_dataset": "put together and learn",
    "describe_dataset": "describe and report",
    "write_report": "describe and report",
}
"""What the jobs of a large dataset do, by the beginnings of their names."""


def measure_run(count: int, rounds: int, cores: int) -> dict[str, Any]:
    """Return the medians of a run, of its rules, and of starts that have nothing to do."""
    found = [_one_round(count, cores) for _ in range(rounds)]
    medians = {name: median(row[name] for row in found) for name in found[0]}
    return {"videos": count, "rounds": rounds, "cores": cores} | medians


def measure_scaling(sizes: Sequence[int], cores: Sequence[int]) -> list[dict[str, Any]]:
    """Return what runs of some sizes cost, with some numbers of cores."""
    rows = []
    for size in sizes:
        for used in cores:
            row: dict[str, Any] = {"videos": size, "cores": used}
            with tempfile.TemporaryDirectory(prefix="curveball-bench-") as temporary:
                before = limits_now().reference_s
                cost = run_workflow(Path(temporary), size, used, pinned=True)
                reference_s = (before + limits_now().reference_s) / 2
                row["reference_s"], row["steps"] = reference_s, _steps(Path(temporary, "results", "benchmarks"))
            row |= {"wall_r": cost.wall_s / reference_s, "cpu_r": cost.cpu_s / reference_s, "peak_mib": cost.peak_mib}
            row["cpu_r_per_30000"] = row["cpu_r"] / size * VIDEOS
            print(row, file=sys.stderr, flush=True)
            rows.append(row)
    return rows


def _one_round(count: int, cores: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory(prefix="curveball-bench-") as temporary:
        folder = Path(temporary)
        references = [limits_now().reference_s]
        dry = run_workflow(folder, count, cores, "--dry-run")
        whole = run_workflow(folder, count, cores)
        references.append(limits_now().reference_s)
        nothing = run_workflow(folder, count, cores)
        empty = run_empty_workflow(folder / "empty")
        references.append(limits_now().reference_s)
        rules = _spans(folder / "results" / "benchmarks")
    unit, later_unit = sum(references[:2]) / 2, sum(references[1:]) / 2
    found = {"reference_s": unit, "wall_r": whole.wall_s / unit, "cpu_r": whole.cpu_s / unit}
    found |= {f"{rule}_r": seconds / unit for rule, seconds in rules.items()}
    found["rest_r"] = (whole.wall_s - sum(rules.values())) / unit
    found |= {"dry_run_r": dry.wall_s / unit, "nothing_to_do_r": nothing.wall_s / later_unit}
    found |= {"empty_r": empty.wall_s / later_unit, "empty_cpu_r": empty.cpu_s / later_unit}
    found["nothing_to_do_cpu_r"] = nothing.cpu_s / later_unit
    return found | {"peak_mib": whole.peak_mib}


def _steps(folder: Path) -> dict[str, dict[str, float]]:
    """Return the jobs, the CPU seconds and the peak memory of a job in each step of a run, by Snakemake's files.

    Snakemake looks at a job every few seconds, so the time of its end is missing. Memory is the sum of all processes of
    the job, each of which counts what they share.
    """
    found: dict[str, dict[str, float]] = defaultdict(lambda: {"jobs": 0, "cpu_s": 0.0, "peak_mib": 0.0})
    for step, _, job in _jobs(folder, _STEPS):
        own = found[step]
        own["jobs"] += 1
        own["cpu_s"] += float(job["cpu_time"])
        own["peak_mib"] = max(own["peak_mib"], float(job["max_rss"]))
    return dict(found)


def _spans(folder: Path) -> dict[str, float]:
    """Return the seconds from the start of the first job of each rule to the end of its last, by Snakemake's files."""
    starts: dict[str, list[float]] = defaultdict(list)
    ends: dict[str, list[float]] = defaultdict(list)
    for rule, end, job in _jobs(folder, _RULES):
        ends[rule].append(end)
        starts[rule].append(end - float(job["s"]))
    return {rule: max(ends[rule]) - min(starts[rule]) for rule in _RULES.values()}


def _jobs(folder: Path, titles: Mapping[str, str]) -> Iterator[tuple[str, float, dict[str, str]]]:
    """Yield the title of each job, the time of its end, and what Snakemake measured of it.

    Args:
        folder: The folder of Snakemake's files.
        titles: Titles by the beginnings of the names of jobs. Other jobs are left out.
    """
    for path in folder.glob("*.tsv"):
        name = parse_job(path.stem).rule
        if title := next((title for prefix, title in titles.items() if name.startswith(prefix)), None):
            with open(path, encoding="utf-8") as file:
                yield title, path.stat().st_mtime, next(csv.DictReader(file, delimiter="\t"))
