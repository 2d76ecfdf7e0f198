"""What grows with the number of videos beside the work on each: planning, and what jobs do for the whole dataset.

    python -m benchmarks.large NAME    # do one work, and print its CPU time in seconds and its peak memory in MiB

Each work runs in a process of its own. None generates a video.
"""

import json
import mmap
import os
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.comparison import run_workflow
from benchmarks.costs import output_of
from benchmarks.limits import limits_now
from benchmarks.memory import peak_kib
from curveball.config import model
from curveball.config.loading import parse_config
from curveball.dataset.order import class_order
from curveball.dataset.parts import Part, parts
from curveball.pipeline.jobs import all_jobs
from curveball.validation.repeats import Repeats
from curveball.validation.selection import Selection

VIDEOS, ROWS_PER_FILE = 100_000_000, 25_000
"""The largest dataset that a configuration allows. docs/explanation/scale.md makes a billion videos of ten such."""
_LARGE = {"samples_per_class": VIDEOS // 4, "rows_per_file": ROWS_PER_FILE}
_SHARDS = ((1_000_000, "auto"), (VIDEOS, "auto"), (10 * VIDEOS, "auto"), (10 * VIDEOS, 1_000))
"""Numbers of videos, and of videos per shard."""
_DAGS = (
    (4_000, {"samples_per_shard": 1_000}),
    (2_000_000, {"samples_per_shard": 1_000}),
    (VIDEOS, {"rows_per_file": ROWS_PER_FILE}),
)
"""Numbers of videos, and settings, of the graphs that Snakemake plans."""
_RECORD = np.dtype([("high", "<u8"), ("low", "<u8"), ("rest", "V40")])
"""As long as the record of a sample in results/parts."""


def measure_large() -> dict[str, Any]:
    """Return the costs of all works: CPU times in seconds, memory in MiB, and the R of the same minutes."""
    before = limits_now().reference_s
    with tempfile.TemporaryDirectory(prefix="curveball-bench-") as temporary:
        folder = Path(temporary)
        _write_records(folder / "records")
        figures = {
            "videos": VIDEOS,
            "rows_per_file": ROWS_PER_FILE,
            "parts": len(parts(parse_config(_LARGE))),
            "works": {name: _cost(name) for name in ("divide", "order", "regenerate")}
            | {"repeats": _cost("repeats", str(folder / "records"))},
            "shards": [{"videos": videos, **_cost("plan", str(videos), str(size))} for videos, size in _SHARDS],
            "dags": [_dag(folder, videos, settings) for videos, settings in _DAGS],
            "start_of_a_job_s": _start_of_a_job(folder),
        }
    return figures | {"reference_s": (before + limits_now().reference_s) / 2}


def divide() -> dict[str, int]:
    """Find the files, indices and shards of all parts."""
    return {"parts": len(parts(parse_config(_LARGE)))}


def order() -> dict[str, int]:
    """Find the order of the rows of one part, in all its splits."""
    config, rows = parse_config(_LARGE), _middle_part().rows
    return {"rows": sum(len(class_order(config, split, *own).classes) for split, own in rows.items())}


def regenerate() -> dict[str, int]:
    """Find which samples of one part are regenerated, of all its classes."""
    config = parse_config(_LARGE)
    selection = Selection(config)
    indices = {name: np.arange(*own) for name, own in _middle_part().indices.items()}
    return {"samples": sum(int(selection.is_regenerated(name, own).sum()) for name, own in indices.items())}


def repeats(folder: str) -> dict[str, int]:
    """Search for repetitions among the records of all parts."""
    found = Repeats()
    for path in Path(folder).iterdir():
        with open(path, "rb") as file:
            found.add(np.frombuffer(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ), _RECORD))
    return {"repetitions": sum(map(len, found.find()))}


def plan(videos: str, size: str) -> dict[str, int]:
    """Plan all jobs of a dataset, and the identities of its shards, without the limits of a configuration."""
    model.MAX_SAMPLES = model.MAX_SHARDS = model.MAX_FILES = 1 << 62
    own_size = size if size == "auto" else int(size)
    settings = {"samples_per_class": int(videos) // 4, "rows_per_file": ROWS_PER_FILE, "samples_per_shard": own_size}
    shards = all_jobs(parse_config(settings)).shards
    if len({shard.identity for shard in shards}) < len(shards):
        sys.exit("Two shards have the same identity")
    return {"shards": len(shards)}


def _middle_part() -> Part:
    found = parts(parse_config(_LARGE))
    return found[len(found) // 2]


def _write_records(folder: Path) -> None:
    """Write as many different records as there are videos, sorted in one file per part."""
    random, files = np.random.default_rng(1), len(parts(parse_config(_LARGE)))
    records = np.zeros(VIDEOS // files, _RECORD)
    folder.mkdir()
    for number in range(files):
        records["high"] = np.sort(random.integers(0, 1 << 64, len(records), dtype=np.uint64))
        records["low"] = random.integers(0, 1 << 64, len(records), dtype=np.uint64)
        records.tofile(folder / str(number))


def _cost(name: str, *arguments: str) -> dict[str, float]:
    """Do a work in a process of its own, and return what it found and what it cost."""
    cost: dict[str, float] = json.loads(output_of("-m", "benchmarks.large", name, *arguments))
    print(name, *arguments, cost, file=sys.stderr, flush=True)
    return cost


def _dag(folder: Path, videos: int, settings: Mapping[str, int]) -> dict[str, Any]:
    """Let Snakemake plan a dataset: the graph alone, and a dry run, which also formats a message about each job."""
    jobs = all_jobs(parse_config({"samples_per_class": videos // 4, **settings}))
    arguments = [f"{key}={value}" for key, value in settings.items()]
    graph, dry_run = (
        run_workflow(folder / str(videos), videos, 2, *arguments, *options).cpu_s
        for options in (("--dag",), ("--dry-run", "--quiet", "all"))
    )
    return {
        "videos": videos,
        "shards": len(jobs.shards),
        "parts": max(1, len(jobs.merged_parts)),
        "graph_s": graph,
        "dry_run_s": dry_run,
    }


def _start_of_a_job(folder: Path) -> float:
    """Return the CPU time in which Snakemake starts on a node to run a job of the large dataset."""
    job = ["--mode", "remote", "--nolock", "--target-jobs", "generate_linear:shard=00000"]
    options = [f"rows_per_file={ROWS_PER_FILE}", "--dry-run", "--quiet", "all", *job]
    return run_workflow(folder / "job", VIDEOS, 1, *options).cpu_s


def main() -> None:
    """Do one work, and print what it found and what it cost."""
    work = {"divide": divide, "order": order, "regenerate": regenerate, "repeats": repeats, "plan": plan}[sys.argv[1]]
    began = time.process_time()
    found = work(*sys.argv[2:])
    cpu_s = time.process_time() - began
    print(json.dumps(found | {"cpu_s": cpu_s, "peak_mib": peak_kib(os.getpid()) / 1024}))


if __name__ == "__main__":
    main()
