"""A large dataset takes as much time per video as the default one, and no process more memory: `make test-scale`.

SCALE_VIDEOS is the number of videos: 300,000, which are merged and validated in parts, or a million. They take minutes,
and 7 KB of disk each.
"""

import os
import re
import shutil
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import psutil
import pytest

from benchmarks.limits import limits_now
from benchmarks.memory import peak_kib

pytestmark = pytest.mark.scale
ROOT = Path(__file__).parents[2]
VIDEOS = int(os.environ.get("SCALE_VIDEOS", "300000"))
DEFAULT_VIDEOS = 30_000
MAX_MIB = 500
MAX_R_OF_A_MILLION = 40
"""Wall time on two cores."""
MAX_PLANNING_R = 1.4
"""Four seconds where R is 2.9 s."""


class Cost(NamedTuple):
    """What a call of Snakemake and all its children used."""

    wall_s: float
    cpu_s: float
    wall_r: float
    cpu_r: float
    """In R, the unit of the benchmarks, as the speed of the machine may change between two calls."""
    peak_mib: float
    """Of the largest process, with the pages of files that it maps."""
    screen: str


def run(folder: Path, *arguments: str) -> Cost:
    """Run the workflow with its results in a folder, and expect that it succeeds."""
    command = [sys.executable, "-m", "snakemake", "--cores", "2", "--directory", str(folder), *arguments]
    peaks: dict[int, float] = {}
    folder.mkdir(parents=True, exist_ok=True)
    before = limits_now().reference_s
    with (folder / "screen.txt").open("w+", encoding="utf-8") as screen:
        began = time.monotonic()
        process = subprocess.Popen(
            command, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, stdout=screen, stderr=subprocess.STDOUT
        )
        over = threading.Event()
        watch = threading.Thread(target=_watch, args=(psutil.Process(process.pid), peaks, over))
        watch.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall_s, process.returncode = time.monotonic() - began, os.waitstatus_to_exitcode(status)
        over.set()
        watch.join()
        screen.seek(0)
        text = screen.read()
    assert process.returncode == 0, text
    cpu_s, reference_s = usage.ru_utime + usage.ru_stime, (before + limits_now().reference_s) / 2
    return Cost(wall_s, cpu_s, wall_s / reference_s, cpu_s / reference_s, max(peaks.values()), text)


def _watch(process: psutil.Process, peaks: dict[int, float], over: threading.Event) -> None:
    """Note the peak memory of a process and of all that it starts, as the kernel tells it, ten times a second."""
    while not over.wait(0.1):
        with suppress(psutil.Error):
            for each in (process, *process.children(recursive=True)):
                peaks[each.pid] = max(peaks.get(each.pid, 0.0), peak_kib(each.pid) / 1024)


def settings(videos: int, *more: str) -> list[str]:
    """Return options. A check that fails by chance once in a thousand datasets would fail this test for no reason."""
    return ["--config", f"samples_per_class={videos // 4}", "checks={false_alarm_rate: 1e-9}", *more]


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    folder = tmp_path_factory.mktemp("large")
    yield folder, run(folder, *settings(VIDEOS))
    shutil.rmtree(folder)


def test_a_video_costs_at_most_a_tenth_more_than_one_of_fewer(large, tmp_path):
    few, half, all_ = DEFAULT_VIDEOS, VIDEOS // 2, VIDEOS
    costs = {all_: large[1]} | {videos: run(tmp_path / str(videos), *settings(videos)) for videos in (few, half)}
    for videos, cost in sorted(costs.items()):
        wall, cpu = f"{cost.wall_s:.1f} s = {cost.wall_r:.2f} R", f"{cost.cpu_s:.1f} s = {cost.cpu_r:.2f} R of CPU time"
        print(f"{videos:,} videos: {wall}, {cpu}")
    first, second = (
        (costs[more].cpu_r - costs[less].cpu_r) / (more - less) * 1e6 for less, more in ((few, half), (half, all_))
    )
    print(f"each further video: {first:.0f} µR up to {half:,}, {second:.0f} µR up to {all_:,}")
    assert second < 1.1 * first
    assert costs[all_].cpu_r / all_ < 1.1 * costs[few].cpu_r / few
    a_million = costs[all_].wall_r + (1_000_000 - all_) * (costs[all_].wall_r - costs[few].wall_r) / (all_ - few)
    print(f"a million: {a_million:.1f} R")
    assert a_million < MAX_R_OF_A_MILLION


def test_no_process_needs_more_than_500_mib(large):
    print(f"largest process: {large[1].peak_mib:.0f} MiB")
    assert large[1].peak_mib < MAX_MIB


def test_all_checks_pass(large):
    assert re.search(rf"{VIDEOS:,} videos in results/dataset", large[1].screen)
    assert re.search(r"All \d+ checks passed", large[1].screen)


def test_nothing_to_do_costs_little_more_than_reading_the_results(large):
    folder, made = large
    nothing = run(folder, *settings(VIDEOS))
    assert "Nothing to be done" in nothing.screen
    assert nothing.cpu_s < 0.1 * made.cpu_s


@pytest.mark.parametrize(
    ("videos", "setting"), [(2_000_000, "samples_per_shard=1000"), (100_000_000, "rows_per_file=25000")]
)
def test_two_thousand_shards_are_planned_within_four_seconds(tmp_path, videos, setting):
    planned = run(tmp_path, "--dag", *settings(videos, setting))
    print(f"{videos:,} videos: {planned.wall_s:.1f} s, {planned.cpu_s:.1f} CPU s = {planned.cpu_r:.2f} R")
    assert len(set(re.findall(r"shard: (\d+)", planned.screen))) == 500  # of each of four classes
    assert planned.cpu_r < MAX_PLANNING_R


def test_growth_costs_the_new_videos_and_a_merge(tmp_path):
    run(tmp_path, *settings(DEFAULT_VIDEOS), "--until", "merge_dataset")
    grown = run(tmp_path, *settings(2 * DEFAULT_VIDEOS, "samples_per_shard=7500"), "--until", "merge_dataset")
    both = run(tmp_path / "both", *settings(2 * DEFAULT_VIDEOS, "samples_per_shard=7500"), "--until", "merge_dataset")
    print(f"growth: {grown.cpu_r:.2f} R of CPU time, both halves: {both.cpu_r:.2f} R")
    assert grown.cpu_r < 0.8 * both.cpu_r
    old, new = (list(tmp_path.glob(f"results/shards/*/{number}.parquet")) for number in ("00000", "00001"))
    assert len(old) == len(new) == 4
    assert max(path.stat().st_mtime for path in old) < min(path.stat().st_mtime for path in new)
