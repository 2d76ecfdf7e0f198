"""Reading: Curveball's readers and those of other libraries, each beside what decoding alone takes, in turn."""

import json
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.comparison import environment
from benchmarks.costs import ROOT, measure

VIDEOS = 2_000
MODULES = {
    "curveball_readers": "Curveball",
    "hugging_face": "Hugging Face",
    "lit_data": "litData",
    "web_dataset": "WebDataset",
}


def measure_reading(rounds: int, other_python: str) -> dict[str, Any]:
    """Return the CPU time per video of each reader, and how many times that of decoding alone it is."""
    seconds: dict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    with tempfile.TemporaryDirectory(prefix="curveball-bench-") as temporary:
        folder, others = Path(temporary), environment(Path(temporary))
        for module in MODULES:
            command = [
                other_python,
                "-m",
                f"benchmarks.alternatives.{module}",
                "write",
                str(VIDEOS),
                str(folder / module),
            ]
            measure(command, environment=others)
        for _ in range(rounds):
            for module, title in MODULES.items():
                for name, pair in _read(module, folder / module, other_python, others).items():
                    seconds[title, name].append(pair)
    rows = [
        {
            "library": library,
            "reader": reader,
            "us_per_video": median(value for value, _ in values) / VIDEOS * 1e6,
            "of_decoding": median(value / limit for value, limit in values),
        }
        for (library, reader), values in seconds.items()
    ]
    return {"videos": VIDEOS, "rounds": rounds, "rows": rows}


def _read(module: str, folder: Path, other_python: str, variables: dict[str, str]) -> dict[str, tuple[float, float]]:
    """Return the CPU seconds of each reader of a library, and those of decoding alone beside it."""
    run = subprocess.run(
        [other_python, "-m", f"benchmarks.alternatives.{module}", "read", str(VIDEOS), str(folder)],
        cwd=ROOT,
        env=os.environ | variables | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode:
        sys.exit(f"{module}: {run.stderr[-3000:]}")
    found: dict[str, tuple[float, float]] = json.loads(run.stdout.splitlines()[-1])
    return found
