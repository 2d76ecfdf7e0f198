"""Measures how long each export takes and how large it is, how fast `curveball verify` is, and how long imports take.

    python benchmarks/exporting.py results/dataset

Formats whose libraries are not installed are left out. Times are those of the clock, for one run each; those of
`verify` and of the import are medians.
"""

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import curveball
from curveball.config.errors import CurveballError
from curveball.export.exporting import export
from curveball.export.formats import FORMATS


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure exports, verification and import.")
    parser.add_argument("folder", type=Path, nargs="?", default=Path("results/dataset"), help="folder of a dataset")
    parser.add_argument("--formats", nargs="*", default=list(FORMATS), choices=list(FORMATS), help="formats to export")
    parser.add_argument("--rounds", type=int, default=5, help="repetitions of verify and import (default 5)")
    options = parser.parse_args()
    stored = size_bytes(options.folder / "data")
    print(f"{'dataset':32}{'':>10}{stored / 1e6:10,.0f} MB")
    for name in options.formats:
        measure_export(name, options.folder)
    for title, samples in (("verify --files-only", False), ("verify", True)):
        check = partial(curveball.verify, options.folder, samples=samples)
        taken = statistics.median(seconds(check) for _ in range(options.rounds))
        rates = f"{stored / 1e9 / taken:10.2f} GB/s of files"
        if samples:
            rates += f", {decoded_bytes(options.folder) / 1e9 / taken:.2f} GB/s of decoded videos"
        print(f"{title:32}{taken:8.2f} s{rates}")
    codes = ("pass", "import curveball", "import curveball; curveball.Dataset")
    start, *imports = (
        statistics.median(seconds(partial(run_python, code)) for _ in range(4 * options.rounds)) for code in codes
    )
    for code, taken in zip(codes[1:], imports, strict=True):
        print(f"{code:40}{taken - start:6.3f} s beyond Python's own start")


def measure_export(name: str, dataset: Path) -> None:
    """Print how long an export takes, and how large it is."""
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder, "export")
        try:
            taken = seconds(partial(export, name, dataset, output))
        except CurveballError as error:
            print(f"export {name}: {error}", file=sys.stderr)
            return
        print(f"{f'export {name}':32}{taken:8.1f} s{size_bytes(output) / 1e6:10,.0f} MB", flush=True)
        shutil.rmtree(output)


def decoded_bytes(folder: Path) -> int:
    dataset = curveball.Dataset(folder)
    return len(dataset) * dataset[0]["video"].nbytes


def run_python(code: str) -> None:
    subprocess.run([sys.executable, "-c", code], check=True)


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def size_bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


if __name__ == "__main__":
    main()
