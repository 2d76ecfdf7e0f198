"""Measures the peak memory of every process for videos of several sizes, from small ones to the largest accepted.

    python benchmarks/memory.py [--only NAME] [--samples 100]

Each job runs in a process of its own. The table has the peak resident memory of that process and of its largest worker,
which Linux tells in /proc. (The peaks that `getrusage` tells of children include those of the processes that forked
them.)
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1]))

from curveball.generation.lean_process import keep_freed_memory

ROOT = Path(__file__).parents[1]
CASES: dict[str, dict[str, Any]] = {
    "16 frames of 64x64 RGB": {},
    "64 frames of 256x256 RGB": {"frames": 64, "height": 256, "width": 256},
    "32 frames of 512x512 RGB": {"frames": 32, "height": 512, "width": 512},
    "1024 frames of 64x64 gray": {"frames": 1024, "grayscale": True},
    "1024 frames of 16x16 gray": {"frames": 1024, "height": 16, "width": 16, "grayscale": True},
    "1024 frames of 512x512 gray": {"frames": 1024, "height": 512, "width": 512, "grayscale": True},
    "256 frames of 1024x1024 gray, large balls": {
        "frames": 256,
        "height": 1024,
        "width": 1024,
        "grayscale": True,
        "ball": {"radius": [0.3, 0.4]},
        "framing": {"extent": [0.01, 0.015]},
    },
    "85 frames of 1024x1024 RGB": {"frames": 85, "height": 1024, "width": 1024},
}
"""Settings of the measured datasets."""

START = """
import json, sys
from pathlib import Path
from curveball.generation.lean_process import disable, multiply_in_one_thread, use_system_memory
multiply_in_one_thread()
settings, results = json.loads(sys.argv[1]), Path(sys.argv[2])
dataset, validation = results / "dataset", results / "validation.json"
"""
JOBS = {
    "generate": """
disable("pandas")
use_system_memory()
from curveball.config.loading import parse_config
from curveball.generation.shards import write_shard
config = parse_config(settings)
for class_name in config.classes:
    path = results / "shards" / class_name / "00000.parquet"
    write_shard(config, class_name, 0, config.class_counts[class_name], path, lambda done: None)
""",
    "merge": """
disable("pandas")
from curveball.config.loading import parse_config
from curveball.dataset import layout
from curveball.dataset.merging import merge_shards
config = parse_config(settings)
merge_shards(config, [results / "shards" / shard.file for shard in layout.shards(config)], dataset, lambda done: None)
""",
    "validate": """
disable("pandas", "sklearn")
from curveball.config.loading import parse_config
from curveball.validation.validate import validate
validate(parse_config(settings), dataset, validation, 2, lambda done: None)
""",
    "report": """
from datetime import datetime
from curveball.config.loading import parse_config
from curveball.report.page import write_report
write_report(parse_config(settings), dataset, validation, [], {"merge_dataset": "0" * 32}, results / "report.html",
             results / "figures", datetime.now(), processes=2)
""",
    "Dataset": """
from curveball.dataset.reader import Dataset
for sample in Dataset(dataset, verify=True):
    pass
""",
    "verify": """
from curveball.dataset.verify import verify
assert verify(dataset).passed
""",
}


class Peak(NamedTuple):
    """What a job used."""

    seconds: float
    process_mib: float
    """Peak resident memory of the process of the job."""
    worker_mib: float
    """Peak resident memory of the largest process that it started; 0 if there was none."""


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the peak memory of every process.")
    parser.add_argument("--only", default="", help="measure only the cases whose name contains this text")
    parser.add_argument("--samples", type=int, default=100, help="videos of each class (default 100)")
    options = parser.parse_args()
    keep_freed_memory()
    for name, settings in CASES.items():
        if options.only in name:
            print(name, flush=True)
            with tempfile.TemporaryDirectory(prefix="curveball-memory-") as folder:
                for job in JOBS:
                    peak = measure(job, settings | {"samples_per_class": options.samples}, Path(folder))
                    worker = f"{peak.worker_mib:8.0f} MiB in a worker" if peak.worker_mib else ""
                    print(f"  {job:10}{peak.seconds:8.1f} s{peak.process_mib:8.0f} MiB{worker}", flush=True)


def measure(job: str, settings: dict[str, Any], folder: Path) -> Peak:
    """Run a job in a process of its own, with its results in a folder."""
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-c", START + JOBS[job], json.dumps(settings), str(folder)],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    peaks_kib: dict[int, int] = {}
    while process.poll() is None:
        for pid in (process.pid, *_children(process.pid)):
            peaks_kib[pid] = max(peaks_kib.get(pid, 0), peak_kib(pid))
        time.sleep(0.02)
    if process.returncode:
        sys.exit(f"{job} failed")
    own = peaks_kib.pop(process.pid)
    return Peak(time.perf_counter() - began, own / 1024, max(peaks_kib.values(), default=0) / 1024)


def _children(pid: int) -> list[int]:
    """Return the processes that a process has started."""
    try:
        lists = [path.read_text() for path in Path(f"/proc/{pid}/task").glob("*/children")]
    except OSError:
        return []
    return [int(child) for children in lists for child in children.split()]


def peak_kib(pid: int) -> int:
    """Return the peak resident memory of a running process; 0 if it has ended."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM:")), 0)


if __name__ == "__main__":
    main()
