"""Benchmark files become jobs."""

import math
import os
from pathlib import Path

import pytest

from curveball.config.loading import parse_config
from curveball.pipeline.benchmarks import read_benchmarks

CONFIG = parse_config({"samples_per_class": 25, "samples_per_shard": 10, "classes": {"linear": {}}})
BENCHMARK = "s\th:m:s\tmax_rss\tcpu_time\n2.5\t0:00:02\t120.5\t1.25\n"


def write(folder: Path, job: str, text: str = BENCHMARK, end: float = 1000) -> None:
    path = folder / f"{job}.tsv"
    path.write_text(text)
    os.utime(path, (end, end))


def test_a_job_ends_when_its_benchmark_was_written(tmp_path):
    write(tmp_path, "merge_dataset", end=1000)

    [job] = read_benchmarks(CONFIG, tmp_path)

    assert (job.rule, job.start, job.end, job.videos) == ("merge_dataset", 997.5, 1000, 25)
    assert (job.memory_mib, job.cpu_seconds) == (120.5, 1.25)


def test_what_was_not_measured_is_nan(tmp_path):
    write(tmp_path, "merge_dataset", "s\tmax_rss\tcpu_time\n2.5\t-\tNA\n")

    [job] = read_benchmarks(CONFIG, tmp_path)

    assert job.seconds == 2.5
    assert math.isnan(job.memory_mib)
    assert math.isnan(job.cpu_seconds)


def test_the_last_shard_has_fewer_videos(tmp_path):
    for number in range(3):
        write(tmp_path, f"generate_linear_{number:05d}", end=1000 + number)

    jobs = read_benchmarks(CONFIG, tmp_path)

    assert {job.rule for job in jobs} == {"generate_linear"}
    assert [job.videos for job in jobs] == [10, 10, 5]


def test_jobs_are_ordered_by_their_end(tmp_path):
    for rule, end in (("validate_dataset", 30), ("merge_dataset", 20), ("generate_linear_00000", 10)):
        write(tmp_path, rule, end=end)

    assert [job.end for job in read_benchmarks(CONFIG, tmp_path)] == [10, 20, 30]


def test_a_large_dataset_has_jobs_of_its_parts(tmp_path):
    config = parse_config({"samples_per_class": 400_000, "classes": {"linear": {}}})
    for job in ("merge_part_00000", "validate_part_00003", "validate_part_00004"):
        write(tmp_path, job)

    jobs = read_benchmarks(config, tmp_path)

    assert [job.rule for job in jobs] == ["merge_part", "validate_part"]
    assert all(0.2 * 400_000 < job.videos < 0.3 * 400_000 for job in jobs)


@pytest.mark.parametrize("text", ["", "s\tmax_rss\n", "s\n-\n", "other\n1\n", "s\tmax_rss\n1\n2\t3\t4\n", "\x00"])
def test_a_benchmark_that_cannot_be_read_is_left_out(tmp_path, text):
    write(tmp_path, "merge_dataset", text)

    assert read_benchmarks(CONFIG, tmp_path) == []


@pytest.mark.parametrize("job", ["write_report", "enforce_checks", "generate_linear_00003", "generate_spiral_00000"])
def test_benchmarks_of_an_earlier_run_are_ignored(tmp_path, job):
    write(tmp_path, job)

    assert read_benchmarks(CONFIG, tmp_path) == []


def test_without_a_folder_there_are_no_jobs(tmp_path):
    assert read_benchmarks(CONFIG, tmp_path / "benchmarks") == []
