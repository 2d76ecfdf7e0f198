"""The benchmarks: what the guard against regressions finds, and what a measured cost includes."""

import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from benchmarks import guard
from benchmarks.costs import CommandError, measure
from tests.support.project import ROOT

PLANTED = 0.2
STAGES = ("generate", "merge")
TWO_PROCESSES = """
import subprocess, sys, time
child = '''
import time
held = bytes(range(256)) * (200 << 12)
while time.process_time() < 0.2:
    pass
print(flush=True)
input()
'''
pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
processes = [subprocess.Popen([sys.executable, "-c", child], **pipes) for _ in range(2)]
for process in processes:
    process.stdout.readline()
time.sleep(0.5)
for process in processes:
    process.communicate(b"\\n")
"""
"""Each uses 0.2 s of CPU time and 200 MiB, at the same time."""


def noisy_ratios(slowdown: float, pairs: int, seed: int) -> list[float]:
    """Return ratios as a busy machine gives them: noise of 5 % on each time, and every tenth is half as long again."""
    rng = np.random.default_rng(seed)
    times = rng.lognormal(0, 0.05, (2, pairs)) * np.where(rng.random((2, pairs)) < 0.1, 1.5, 1)
    return list(times[1] * (1 + slowdown) / times[0])


def test_equal_code_is_rarely_called_slower_whatever_the_noise():
    assert sum(guard.is_slower(noisy_ratios(0, 15, seed)) for seed in range(500)) <= 5


def test_a_slowdown_of_a_fifth_is_found_in_noise():
    assert sum(guard.is_slower(noisy_ratios(0.2, 15, seed)) for seed in range(500)) >= 480


def test_the_interval_contains_the_median_about_as_often_as_it_says():
    for pairs in (5, 15, 40):
        intervals = [guard.interval(noisy_ratios(0, pairs, seed)) for seed in range(500)]
        assert sum(low <= 1 <= high for low, high in intervals) >= 450


def test_measuring_goes_on_while_the_limit_is_inside_the_interval():
    assert not guard.is_decided([1.0, 1.2, 1.0, 1.2, 1.0])
    assert guard.is_decided([1.0, 1.01, 1.02, 1.0, 0.9])
    assert guard.is_decided([1.2, 1.21, 1.22, 1.2, 1.15])
    assert not guard.is_decided([1.0] * 4)


def test_a_cost_includes_all_processes():
    cost = measure([sys.executable, "-c", TWO_PROCESSES])

    assert cost.cpu_s > 0.4
    if sys.platform == "linux":
        assert cost.peak_mib > 300  # One has 200, and some of that may be swapped out.


def test_a_command_that_fails_is_not_measured():
    with pytest.raises(CommandError, match="no such luck"):
        measure([sys.executable, "-c", "raise SystemExit('no such luck')"])


@pytest.mark.slow
def test_the_guard_passes_equal_code():
    assert run_guard(ROOT, ROOT).returncode == 0


@pytest.mark.slow
def test_the_guard_finds_stages_that_became_slower(tmp_path):
    run = run_guard(ROOT, copy_with_slower_stages(tmp_path / "slower"))

    assert run.returncode == 1
    assert run.stderr.startswith(f"More than 10% slower: {', '.join(STAGES)}."), run.stdout + run.stderr


def copy_with_slower_stages(folder: Path) -> Path:
    """Copy the code so that each stage takes longer."""
    for name in ("benchmarks", "curveball"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    path = folder / "benchmarks" / "guarded.py"
    text = path.read_text(encoding="utf-8")
    longer = f"    work()\n    end = _used() + {PLANTED} * (_used() - before)\n    while _used() < end:\n        pass\n"
    assert text.count("    before = _used()\n    work()\n") == 1
    path.write_text(text.replace("    before = _used()\n    work()\n", f"    before = _used()\n{longer}"))
    return folder


def run_guard(old: Path, new: Path) -> "subprocess.CompletedProcess[str]":
    """Compare two trees."""
    trees = ["--baseline", str(old), "--candidate", str(new)]
    command = [sys.executable, "-m", "benchmarks.guard", *trees, "--only", *STAGES]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
