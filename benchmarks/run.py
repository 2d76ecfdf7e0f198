"""Measures the figures that the README quotes: `make bench`.

    python benchmarks/run.py [--runs 5] [--large]

Every figure is a median of several runs, with its range; commands that are compared run in turn. `--large` adds the
memory of 120,000 videos.
"""

import argparse
import csv
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
CLASSES = ("linear", "circular", "helical", "parabolic")

WRITE_SHARD = """
import sys
from curveball.generation.lean_process import disable_pandas, use_system_memory
disable_pandas()
use_system_memory()
from curveball.config.loading import parse_config
from curveball.generation.shards import write_shard
write_shard(parse_config({}), sys.argv[1], 0, int(sys.argv[2]), sys.argv[3], lambda done: None)
"""
MERGE = """
import sys
from pathlib import Path
from curveball.generation.lean_process import disable_pandas
disable_pandas()
from curveball.config.loading import parse_config
from curveball.dataset import layout
from curveball.dataset.merging import merge_shards
folder = Path(sys.argv[2])
config = parse_config({"samples_per_class": int(sys.argv[1]), "samples_per_shard": int(sys.argv[1])})
shards = [folder / "shards" / shard.file for shard in layout.shards(config)]
merge_shards(config, shards, folder / "dataset", lambda done: None)
"""


class Cost(NamedTuple):
    """What a command and all its children used."""

    wall_s: float
    cpu_s: float
    peak_mib: float
    """Of the largest single process."""


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the figures that the README quotes.")
    parser.add_argument("--runs", type=int, default=5, help="runs of each command (default 5)")
    parser.add_argument("--large", action="store_true", help="also measure the memory of 120,000 videos")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="curveball-bench-") as folder:
        bench(Path(folder), options.runs, options.large)


def bench(folder: Path, runs: int, large: bool) -> None:
    """Print all figures."""
    whole, generate_and_merge, nothing, dry = [], [], [], []
    rules: dict[str, list[float]] = {"validate_dataset": [], "write_report": []}
    for _ in range(runs):
        shutil.rmtree(folder / "run", ignore_errors=True)
        generate_and_merge.append(snakemake(folder / "run", "--until", "merge_dataset"))
        shutil.rmtree(folder / "run")
        dry.append(snakemake(folder / "run", "--dry-run"))
        whole.append(snakemake(folder / "run"))
        for rule, seconds in rules.items():
            seconds.append(seconds_of(folder / "run", rule))
        nothing.append(snakemake(folder / "run"))
    show("whole default run, 30,000 videos", [cost.wall_s for cost in whole], "s wall")
    show(
        "  generate and merge alone, Snakemake's start included", [cost.wall_s for cost in generate_and_merge], "s wall"
    )
    for rule, seconds in rules.items():
        show(f"  {rule}", seconds, "s wall")
    show("  peak memory of any process", [cost.peak_mib for cost in whole], "MiB")
    show("nothing to do", [cost.wall_s for cost in nothing], "s wall")
    show("snakemake -n", [cost.wall_s for cost in dry], "s wall")
    bench_jobs(folder / "jobs", runs)
    for videos in (3_000, 30_000, *((120_000,) if large else ())):
        cost = snakemake(folder / f"{videos}", "--config", f"samples_per_class={videos // 4}")
        show(f"peak memory of any process, {videos:,} videos", [cost.peak_mib], "MiB")


def bench_jobs(folder: Path, runs: int) -> None:
    """Print the cost of one shard in a process of its own, and of one more video."""
    small, large = 2_500, 7_500
    costs: dict[tuple[str, int], list[Cost]] = {}
    for _ in range(runs):
        for count in (small, large):
            part = folder / f"{count}"
            for name in CLASSES:
                shard = part / "shards" / name / "00000.parquet"
                costs.setdefault(("shard", count), []).append(python(WRITE_SHARD, name, f"{count}", f"{shard}"))
            costs.setdefault(("merge", count), []).append(python(MERGE, f"{count}", f"{part}"))
    show("a shard of 7,500 in one process, imports included", [cost.wall_s for cost in costs["shard", large]], "s wall")
    for job, videos in (("shard", large - small), ("merge", 4 * (large - small))):
        pairs = zip(costs[job, large], costs[job, small], strict=True)
        show(f"one more video: {job}", [(a.cpu_s - b.cpu_s) / videos * 1e6 for a, b in pairs], "µs CPU")


def seconds_of(folder: Path, rule: str) -> float:
    """Return the duration of the only job of a rule, by Snakemake's own benchmark, in seconds."""
    with open(folder / "results" / "benchmarks" / f"{rule}.tsv", encoding="utf-8") as file:
        return float(next(csv.DictReader(file, delimiter="\t"))["s"])


def show(what: str, values: list[float], unit: str) -> None:
    """Print a median with its range."""
    middle, low, high = statistics.median(values), min(values), max(values)
    print(f"{what:58} {middle:8.2f} {unit:8} ({low:.2f} to {high:.2f}, n={len(values)})", flush=True)


def snakemake(folder: Path, *arguments: str) -> Cost:
    """Run the workflow with its results in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    return measure(["-m", "snakemake", "--cores", "4", "--directory", str(folder), *arguments])


def python(code: str, *arguments: str) -> Cost:
    """Run a piece of Python."""
    return measure(["-c", code, *arguments])


def measure(arguments: list[str]) -> Cost:
    """Run Python with these arguments and return what it and its children used, by the system's own accounting."""
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    screen = process.stderr.read() if process.stderr else ""
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"failed: {arguments}\n{screen}")
    scale = 2**20 if sys.platform == "darwin" else 2**10
    return Cost(time.perf_counter() - began, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / scale)


if __name__ == "__main__":
    main()
