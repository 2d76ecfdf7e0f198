"""Fails if a stage has become slower by more than 10 % since a commit: `make guard`, in about two minutes.

    python -m benchmarks.guard                       # this tree against the commit in benchmarks/baseline.txt
    python -m benchmarks.guard --baseline v0.2.0     # against another commit
    python -m benchmarks.guard --baseline /tmp/tree  # against a folder

No time is compared with a stored one: machines differ, and the speed of a shared one drifts. The code of the commit is
unpacked, and both trees do the same work in turn. The guard looks at the median of the ratios of their CPU times.
Stages that are clearly below or above the limit are measured no longer, so that the time goes to those in doubt.
A stage that looks slower is measured again, by new processes, and fails if it looks slower three times: the same code
takes up to a tenth longer in one process than in another.
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
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).parents[1]
BASELINE = ROOT / "benchmarks" / "baseline.txt"
"""Names the commit to compare with: the last one with figures in results.json, or one with an intended slowdown."""
LIMIT = 1.10
_PAIRS_PER_ROUND = {
    "start": 2,
    "start the others": 1,
    "validate, with classifiers": 1,
    "describe": 1,
    "report": 1,
    "merge and validate parts": 1,
    "plan": 1,
}
_DEFAULT_PAIRS, _MIN_ROUNDS = 3, 5
_MAX_ERROR = 0.07
"""Probability that the median is outside of its interval. Five pairs suffice for it."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--baseline", help="commit or folder to compare with; by default, that of baseline.txt")
    parser.add_argument("--candidate", type=Path, default=ROOT, help="folder to check; by default, this tree")
    parser.add_argument("--only", nargs="+", metavar="STAGE", help="stages to compare; by default, all")
    parser.add_argument("--seconds", type=float, default=90, help="CPU time to use at most (default 90)")
    options = parser.parse_args()
    baseline = options.baseline or BASELINE.read_text(encoding="utf-8").strip()
    with tempfile.TemporaryDirectory(prefix="curveball-guard-") as temporary:
        old = Path(baseline) if Path(baseline).is_dir() else unpack(baseline, Path(temporary))
        slower = options.only
        for attempt in ("first", "second", "third"):
            ratios = compare(old, options.candidate, options.seconds, slower)
            print(f"CPU time beside that of {baseline[:12]}, {attempt} attempt: median, its interval, pairs")
            print("\n".join(_line(stage, values) for stage, values in ratios.items()), flush=True)
            slower = [stage for stage, values in ratios.items() if is_slower(values)]
            if not slower:
                return
    sys.exit(
        f"More than {LIMIT - 1:.0%} slower: {', '.join(slower)}. If this is intended, write the commit of this code "
        f"into {BASELINE.relative_to(ROOT)}"
    )


def _line(stage: str, ratios: Sequence[float]) -> str:
    low, high = interval(ratios)
    verdict = "SLOWER" if is_slower(ratios) else "ok" if is_decided(ratios) else "ok, but the limit is in its interval"
    return f"  {stage:28}{median(ratios):7.3f}   {low:.3f} to {high:.3f}{len(ratios):5}   {verdict}"


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


def compare(old: Path, new: Path, max_cpu_s: float, only: Sequence[str] | None = None) -> dict[str, list[float]]:
    """Let two trees do the work of each stage in turn.

    The budget is CPU time: on a busy machine it takes longer, and measures no less.

    Returns:
        For each stage, the ratios of the new CPU time to the old one.
    """
    with worker(old) as old_worker, worker(new) as new_worker:
        known = [_answer(process) for process in (old_worker, new_worker)]
        wanted = [stage for stage in known[1] if only is None or stage in only]
        chosen = [stage for stage in wanted if stage in known[0]]
        if new_stages := [stage for stage in wanted if stage not in chosen]:
            print(f"Not compared, since the older tree does not have them: {', '.join(new_stages)}", flush=True)
        ratios: dict[str, list[float]] = {stage: [] for stage in chosen}
        used_s, rounds, undecided = 0.0, 0, list(ratios)
        while undecided and used_s < max_cpu_s:
            for stage in undecided:
                for pair in range(_PAIRS_PER_ROUND.get(stage, _DEFAULT_PAIRS)):
                    old_s, new_s = _pair(old_worker, new_worker, stage, is_swapped=(rounds + pair) % 2 == 1)
                    ratios[stage].append(new_s / old_s)
                    used_s += old_s + new_s
            rounds += 1
            undecided = [s for s in ratios if rounds < _MIN_ROUNDS or not is_decided(ratios[s])]
    return ratios


def is_decided(ratios: Sequence[float]) -> bool:
    """Return whether the interval of the median is on one side of the limit."""
    low, high = interval(ratios)
    return not low <= LIMIT <= high


def is_slower(ratios: Sequence[float]) -> bool:
    """Return whether a stage is slower by more than the limit allows."""
    return median(ratios) > LIMIT


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


def _pair(
    old: "subprocess.Popen[str]", new: "subprocess.Popen[str]", stage: str, is_swapped: bool
) -> tuple[float, float]:
    """Return the CPU times of a stage in both trees. If swapped, the new one is first."""
    order = [new, old] if is_swapped else [old, new]
    seconds = {process: _ask(process, stage) for process in order}
    return seconds[old], seconds[new]


def _ask(process: "subprocess.Popen[str]", stage: str) -> float:
    print(stage, file=process.stdin, flush=True)
    return float(_answer(process))


def _answer(process: "subprocess.Popen[str]") -> Any:
    line = process.stdout.readline() if process.stdout else ""
    if not line:
        sys.exit("A measured tree failed: see above")
    return json.loads(line)


if __name__ == "__main__":
    main()
