"""Curveball beside what people use instead: the same videos, written in turn."""

import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.costs import ROOT, Cost, bytes_in, measure
from benchmarks.limits import limits_now

MAX_WALL_S = 900
"""A size is left out of an alternative if the smaller one predicts more seconds than this."""


@dataclass(frozen=True, kw_only=True)
class Way:
    """One way to write a dataset."""

    name: str
    module: str = ""
    """In benchmarks/alternatives; empty for Curveball."""
    arguments: tuple[str, ...] = ()
    """For Snakemake."""


WAYS = (
    Way(name="Curveball: dataset, checks and report"),
    Way(name="Curveball: dataset only", arguments=("--until", "merge_dataset")),
    Way(name="Script: OpenCV, savez_compressed", module="usual_script"),
    Way(name="The script in a pool, a process per class", module="usual_pool"),
    Way(name="Hugging Face from_generator", module="hugging_face"),
    Way(name="litData optimize", module="lit_data"),
    Way(name="WebDataset ShardWriter", module="web_dataset"),
)


@dataclass(frozen=True, kw_only=True)
class Written:
    """What it cost to write a number of videos, once."""

    cost: Cost
    reference_s: float
    """R, the mean of before and after."""
    bytes_per_video: float


def compare(sizes: Sequence[int], rounds: dict[int, int], cores: int, other_python: str) -> list[dict[str, Any]]:
    """Write datasets of some sizes in every way, in turn.

    Args:
        sizes: Numbers of videos, ascending. What a smaller one costs predicts whether a larger one can finish.
        rounds: How often to repeat each size.
        cores: Cores that Snakemake may use.
        other_python: The Python that has the libraries of the alternatives.

    Returns:
        For each size and way, the medians.
    """
    found: list[dict[str, Any]] = []
    for size in sizes:
        obstacles = {way: _obstacle(way, size, found) for way in WAYS}
        written: dict[Way, list[Written]] = {way: [] for way in WAYS}
        for _ in range(rounds.get(size, 1)):
            for way in WAYS:
                if not obstacles[way]:
                    written[way].append(_write(way, size, cores, other_python))
                    print(f"{size:>9,} {way.name:45} {written[way][-1].cost}", file=sys.stderr, flush=True)
        found += [_summary(way, size, written[way], obstacles[way]) for way in WAYS]
    return found


def _write(way: Way, count: int, cores: int, other_python: str) -> Written:
    """Write a dataset into a temporary folder."""
    with tempfile.TemporaryDirectory(prefix="curveball-bench-") as temporary:
        folder = Path(temporary, "written")
        before = limits_now().reference_s
        if way.module:
            cost = measure(
                [other_python, "-m", f"benchmarks.alternatives.{way.module}", "write", str(count), str(folder)],
                environment=environment(Path(temporary)),
            )
            stored = folder
        else:
            cost = run_workflow(folder, count, cores, *way.arguments)
            stored = folder / "results" / "dataset"
        after = limits_now().reference_s
        return Written(cost=cost, reference_s=(before + after) / 2, bytes_per_video=bytes_in(stored) / count)


def run_workflow(folder: Path, count: int, cores: int, *arguments: str, pinned: bool = False) -> Cost:
    """Run the workflow with its results in a folder.

    Args:
        folder: The folder.
        count: Number of videos.
        cores: Cores that Snakemake may use.
        arguments: Further settings, then options of Snakemake.
        pinned: Whether no process, and no thread of a library, may use other cores.
    """
    folder.mkdir(parents=True, exist_ok=True)
    # A check that fails by chance, once in a thousand datasets, would end the benchmark for no reason.
    settings = ["--config", f"samples_per_class={count // 4}", "checks={false_alarm_rate: 1e-9}"]
    where = ["--snakefile", str(ROOT / "Snakefile"), "--directory", str(folder), "--cores", str(cores)]
    pin = ["taskset", "--cpu-list", f"0-{cores - 1}"] if pinned else []
    return measure([*pin, sys.executable, "-m", "snakemake", *where, *settings, *arguments])


def run_empty_workflow(folder: Path) -> Cost:
    """Run Snakemake with one rule, whose only file exists: what no workflow with nothing to do can pass."""
    folder.mkdir()
    (folder / "Snakefile").write_text('rule all:\n    input: "Snakefile"\n', encoding="utf-8")
    return measure([sys.executable, "-m", "snakemake", "--cores", "1"], folder)


def environment(folder: Path) -> dict[str, str]:
    """Return the environment in which libraries keep their caches in a folder, and ask no server."""
    names = ("HOME", "HF_HOME", "XDG_CACHE_HOME", "TMPDIR", "DATA_OPTIMIZER_CACHE_FOLDER")
    caches = {name: str(folder / name.lower()) for name in names}
    for path in caches.values():
        os.makedirs(path, exist_ok=True)
    return caches | {"HF_HUB_OFFLINE": "1", "HF_HUB_DISABLE_TELEMETRY": "1"}


def _obstacle(way: Way, count: int, found: Sequence[dict[str, Any]]) -> str:
    """Return why a size is left out, as the next smaller size predicts; an empty text if nothing speaks against it."""
    smaller = [row for row in found if row["name"] == way.name and "wall_s" in row]
    if not smaller:
        return ""
    growth = count / smaller[-1]["videos"]
    memory_gib, wall_s = smaller[-1]["peak_mib"] * growth / 1024, smaller[-1]["wall_s"] * growth
    free_gib = os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    if way.module.startswith("usual") and memory_gib > 0.8 * free_gib:
        return f"needs {memory_gib:.0f} GiB of memory"
    return f"takes {wall_s / 60:.0f} minutes" if wall_s > MAX_WALL_S else ""


def _summary(way: Way, count: int, written: Sequence[Written], obstacle: str) -> dict[str, Any]:
    """Return the medians of some repetitions, with times in R."""
    row: dict[str, Any] = {"name": way.name, "videos": count, "rounds": len(written)}
    if not written:
        return row | {"left_out": obstacle}
    return row | {
        "wall_s": median(run.cost.wall_s for run in written),
        "wall_r": median(run.cost.wall_s / run.reference_s for run in written),
        "cpu_r": median(run.cost.cpu_s / run.reference_s for run in written),
        "peak_mib": median(run.cost.peak_mib for run in written),
        "bytes_per_video": median(run.bytes_per_video for run in written),
    }
