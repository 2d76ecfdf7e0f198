"""Measures everything that the documentation tells of speed: `make bench`. It takes about an hour on two cores.

    python -m benchmarks.run                             # all sections
    python -m benchmarks.run --only stages               # one section; the others stay as they are
    python -m benchmarks.run --only scaling --scaling 3000 30000
    python -m benchmarks.run --quick                     # few videos, to try it: nothing is written

It prints tables and writes the figures to `benchmarks/results.json`. `python docs/write_generated.py` then updates the
tables and the plot of the documentation. What is compared is measured in turn, and times are in R: see
`benchmarks/limits.py`.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import curveball
from benchmarks.comparison import compare
from benchmarks.costs import ROOT
from benchmarks.large import measure_large
from benchmarks.limits import limits_now
from benchmarks.reading_compared import measure_reading
from benchmarks.stages import measure_stages
from benchmarks.whole_run import measure_run, measure_scaling
from docs._ext import benchmarks, scale

RESULTS = ROOT / "benchmarks" / "results.json"
EARLIER, _EARLIER_RUNS = "earlier_runs", 6
"""The key of the last runs before this one: they show how much the figures vary."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", choices=list(SECTIONS), default=list(SECTIONS), help="sections to measure")
    parser.add_argument("--sizes", nargs="+", type=int, default=[2_000, 30_000], help="videos to compare ways with")
    parser.add_argument(
        "--scaling", nargs="+", type=int, default=[3_000, 30_000, 300_000, 1_000_000], help="videos of runs"
    )
    parser.add_argument(
        "--rounds", type=int, default=5, help="repetitions; ways are compared once with the largest size"
    )
    parser.add_argument("--cores", type=int, default=min(2, os.cpu_count() or 1))
    parser.add_argument("--videos", type=int, default=30_000, help="videos of the run that is taken apart")
    parser.add_argument("--python", default=".venv/alternatives/bin/python", help="Python with the other libraries")
    parser.add_argument("--quick", action="store_true", help="few videos, not `large`; write nothing")
    options = parser.parse_args()
    if options.quick:
        options.sizes, options.scaling, options.rounds, options.videos = [400], [400], 1, 400
        options.only = [name for name in options.only if name != "large"]
    options.python = str(Path(options.python).absolute())  # A link is not resolved: it leads to its environment.
    results = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    for name in options.only:
        print(f"Measuring: {name}", file=sys.stderr, flush=True)
        if name == "run" and name in results:
            results[EARLIER] = [*results.get(EARLIER, []), results[name]][-_EARLIER_RUNS:]
        results[name] = _rounded({"measured": _circumstances(), "figures": SECTIONS[name](options)})
        if not options.quick:
            _write(results)
    tables = benchmarks.tables(results) | {"large": "\n\n".join(scale.tables(results).values())}
    print("\n\n".join(tables[name] for name in ("circumstances", *options.only)))


def _write(results: dict[str, Any]) -> None:
    """Write all figures."""
    ordered = {name: results[name] for name in (*SECTIONS, EARLIER) if name in results}
    RESULTS.write_text(json.dumps(ordered, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _circumstances() -> dict[str, Any]:
    """Return when and where a section is measured. With a load above 0 at the start, others use the machine too."""
    return {
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M"),
        "version": curveball.__version__,
        "commit": _commit(),
        "system": f"{platform.system()} {platform.machine()}",
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "load": os.getloadavg()[0],
        "limits": limits_now()._asdict(),
    }


def _commit() -> str:
    """Return the commit of this code, with a mark if files other than the results were changed since."""
    is_changed = _git("status", "--porcelain", "--untracked-files=no", "--", ".", f":!{RESULTS.relative_to(ROOT)}")
    return _git("rev-parse", "--short=12", "HEAD") + ("-dirty" if is_changed else "")


def _git(*arguments: str) -> str:
    run = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S607
    return run.stdout.strip()


def _rounded(value: Any) -> Any:
    """Return figures with four digits: more would say nothing."""
    if isinstance(value, dict):
        return {name: _rounded(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_rounded(item) for item in value]
    return float(f"{value:.4g}") if isinstance(value, float) else value


SECTIONS: dict[str, Callable[[argparse.Namespace], Any]] = {
    "run": lambda options: measure_run(options.videos, options.rounds, options.cores),
    "stages": lambda options: measure_stages(options.videos, options.rounds, options.cores),
    "reading": lambda options: measure_reading(options.rounds, options.python),
    "comparison": lambda options: compare(
        options.sizes, {min(options.sizes): options.rounds}, options.cores, options.python
    ),
    "scaling": lambda options: measure_scaling(options.scaling, sorted({1, options.cores})),
    "large": lambda options: measure_large(),
}


if __name__ == "__main__":
    main()
