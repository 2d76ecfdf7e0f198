"""Measures what a job on SLURM costs beside its work: the same dataset on this machine and on a cluster of two nodes.

    python benchmarks/cluster.py [--shards 3750 7500] [--runs 2]

The nodes are on this machine, with two CPUs each, so they share its cores: the table shows what Snakemake and SLURM
cost, and not what more machines gain. Needs root, Debian's slurmctld, slurmd, slurm-client and munge, and
snakemake-executor-plugin-slurm.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.support.slurm_cluster import SlurmCluster, reason_against  # noqa: E402  The folder above has just become known.

WAYS = {"this machine": ["--cores", "2"], "SLURM": ["--profile", str(ROOT / "profiles" / "slurm")]}
TAIL_JOBS = 1
"""Merge, validation, description and report run in one job of the cluster."""


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure what a job on SLURM costs beside its work.")
    parser.add_argument("--shards", type=int, nargs="+", default=[7500, 3750], help="sizes of a shard, in videos")
    parser.add_argument("--runs", type=int, default=2, help="runs of each kind (default 2)")
    options = parser.parse_args()
    if reason := reason_against():
        sys.exit(reason)
    with tempfile.TemporaryDirectory(prefix="curveball-cluster-") as folder, SlurmCluster(Path(folder, "slurm")):
        for size in options.shards:
            jobs = 4 * -(-7500 // size) + TAIL_JOBS
            seconds: dict[str, list[float]] = {way: [] for way in WAYS}
            for run in range(options.runs):
                for way in WAYS:
                    seconds[way].append(measure(way, size, Path(folder, f"{way}-{size}-{run}")))
            local, remote = (statistics.median(values) for values in seconds.values())
            print(
                f"30,000 videos, shards of {size:,}: {local:.1f} s on this machine, {remote:.1f} s on SLURM; "
                f"{jobs} jobs, {(remote - local) / jobs:.1f} s more each",
                flush=True,
            )


def measure(way: str, size: int, folder: Path) -> float:
    """Return how long the default dataset takes, in seconds, with shards of a size."""
    folder.mkdir()
    command = [sys.executable, "-m", "snakemake", "--snakefile", str(ROOT / "Snakefile"), "--directory", str(folder)]
    began = time.perf_counter()
    subprocess.run([*command, *WAYS[way], "--config", f"samples_per_shard={size}"], check=True, capture_output=True)
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
