"""Fails if a stage has become slower by more than 10 % since the last release: `make guard`, in less than a minute.

    python -m benchmarks.guard                       # this tree against the commit of benchmarks/results.json
    python -m benchmarks.guard --baseline v0.2.0     # against another commit
    python -m benchmarks.guard --baseline /tmp/tree  # against a folder

No time is compared with a stored one: machines differ, and the speed of a shared one drifts. The code of the release is
unpacked, and both trees do the same work in turn. The guard looks at the median of the ratios of their CPU times.
Stages that are clearly below or above the limit are measured no longer, so that the time goes to those in doubt.
"""

import argparse
import io
import json
import math
import os
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "benchmarks" / "results.json"
LIMIT = 1.10
_MIN_PAIRS, _PAIRS_PER_ROUND = 5, {"start": 2, "validate": 1}
_MAX_ERROR = 0.07
"""Probability that the median is outside of its interval. Five pairs suffice for it."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--baseline", help="commit or folder to compare with; by default, the commit of results.json")
    parser.add_argument(
        "--candidate", type=Path, default=ROOT, help="folder of the tree to check; by default, this one"
    )
    parser.add_argument("--seconds", type=float, default=45, help="when to decide at the latest")
    options = parser.parse_args()
    baseline = options.baseline or str(json.loads(RESULTS.read_text(encoding="utf-8"))["commit"])
    with tempfile.TemporaryDirectory(prefix="curveball-guard-") as temporary:
        old = Path(baseline) if Path(baseline).is_dir() else unpack(baseline, Path(temporary))
        ratios = compare(old, options.candidate, options.seconds)
    print(f"CPU time beside that of {baseline[:12]}: median, its interval, pairs")
    for stage, values in ratios.items():
        low, high = interval(values)
        verdict = "SLOWER" if is_slower(values) else "ok"
        print(f"  {stage:10}{median(values):7.3f}   {low:.3f} to {high:.3f}{len(values):5}   {verdict}")
    slower = [stage for stage, values in ratios.items() if is_slower(values)]
    if slower:
        sys.exit(
            f"More than {LIMIT - 1:.0%} slower: {', '.join(slower)}. If this is intended, measure the next release with "
            f"make bench, which also makes it the one to compare with"
        )


def unpack(commit: str, folder: Path) -> Path:
    """Unpack the code of a commit into a folder, and return the folder."""
    run = subprocess.run(["git", "archive", commit], cwd=ROOT, capture_output=True, check=False)  # noqa: S607
    if run.returncode:
        sys.exit(
            f"The commit {commit} to compare with is not in this clone. Fetch the whole history: git fetch --unshallow"
        )
    with tarfile.open(fileobj=io.BytesIO(run.stdout)) as archive:
        archive.extractall(folder)  # noqa: S202  It is our own repository.
    return folder


def compare(old: Path, new: Path, max_seconds: float) -> dict[str, list[float]]:
    """Let two trees do the work of each stage in turn.

    Returns:
        For each stage, the ratios of the new CPU time to the old one.
    """
    deadline = time.monotonic() + max_seconds
    with worker(old) as old_worker, worker(new) as new_worker:
        known = [json.loads(_line(process)) for process in (old_worker, new_worker)]
        ratios: dict[str, list[float]] = {stage: [] for stage in known[1] if stage in known[0]}
        while (open_stages := [s for s in ratios if not is_decided(ratios[s])]) and time.monotonic() < deadline:
            for stage in open_stages:
                for _ in range(_PAIRS_PER_ROUND.get(stage, 5)):
                    ratios[stage].append(_ratio(old_worker, new_worker, stage, is_swapped=len(ratios[stage]) % 2 == 1))
    return ratios


def is_decided(ratios: Sequence[float]) -> bool:
    """Return whether the interval of the median is on one side of the limit."""
    low, high = interval(ratios)
    return len(ratios) >= _MIN_PAIRS and not low <= LIMIT <= high


def is_slower(ratios: Sequence[float]) -> bool:
    """Return whether a stage is slower by more than the limit allows."""
    return len(ratios) > 0 and median(ratios) > LIMIT


def interval(ratios: Sequence[float]) -> tuple[float, float]:
    """Return an interval that contains the true median, whatever the distribution of the noise (a sign test)."""
    values, count = sorted(ratios), len(ratios)
    outside, rank = 0.0, 0
    while rank < count // 2:
        outside += 2 * math.comb(count, rank) / 2**count
        if outside > _MAX_ERROR:
            break
        rank += 1
    return (values[rank - 1], values[-rank]) if rank else (0.0, math.inf)


@contextmanager
def worker(tree: Path) -> Iterator["subprocess.Popen[str]"]:
    """Start the process that does the work of a tree."""
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.guarded"],
        cwd=tree,
        env=os.environ | {"PYTHONPATH": str(tree.absolute())},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.communicate()  # It ends when nothing more can come.


def _ratio(old: "subprocess.Popen[str]", new: "subprocess.Popen[str]", stage: str, is_swapped: bool) -> float:
    """Return the ratio of the CPU times of a stage. Every other time, the new tree is first."""
    order = [new, old] if is_swapped else [old, new]
    seconds = {process: _ask(process, stage) for process in order}
    return seconds[new] / seconds[old]


def _ask(process: "subprocess.Popen[str]", stage: str) -> float:
    assert process.stdin is not None
    process.stdin.write(f"{stage}\n")
    process.stdin.flush()
    return float(json.loads(_line(process)))


def _line(process: "subprocess.Popen[str]") -> Any:
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        sys.exit("A measured tree failed: see above")
    return line


if __name__ == "__main__":
    main()
