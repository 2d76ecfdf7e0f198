"""Benchmarks become a time line."""

import os

import pytest

from curveball.config.loading import parse_config
from curveball.report.jobs import Job, lanes, read_jobs, steps, time_line


def _job(rule, start, seconds, shard=None):
    return Job(rule, shard, seconds, start + seconds, 100.0, 1.0)


def test_a_benchmark_ends_when_its_file_was_written(tmp_path):
    path = tmp_path / "generate_linear_00012.tsv"
    path.write_text("s\tmax_rss\tcpu_time\n2.5\t-\tNA\n")
    os.utime(path, (1000, 1000))

    [job] = read_jobs(tmp_path)

    assert (job.rule, job.shard, job.start, job.end) == ("generate_linear", 12, 997.5, 1000)
    assert (job.memory_mib, job.cpu_seconds) == (None, None)


@pytest.mark.parametrize("text", ["", "s\tmax_rss\n", "s\n-\n", "other\n1\n"])
def test_a_benchmark_that_cannot_be_read_is_left_out(tmp_path, text):
    (tmp_path / "merge_dataset.tsv").write_text(text)

    assert read_jobs(tmp_path) == []


def test_jobs_that_are_not_done_when_the_page_is_written_are_left_out(tmp_path):
    (tmp_path / "write_report.tsv").write_text("s\n1\n")

    assert read_jobs(tmp_path) == []


def test_a_night_without_jobs_is_cut_out():
    line = time_line([_job("generate_linear", 0, 2, 0), _job("merge_dataset", 36_000, 3)])

    assert line.rows == {"generate_linear": [(0, 2)], "merge_dataset": [(2, 3)]}
    assert line.seconds == pytest.approx(5)
    assert line.pauses == [2]


def test_phases_count_time_that_jobs_share_once():
    line = time_line(
        [_job("generate_linear", 0, 2, 0), _job("generate_circular", 1, 2, 0), _job("merge_dataset", 4, 1)]
    )

    assert line.phases == [("generate", 3), ("merge", 1)]


def test_jobs_at_the_same_time_have_lanes_of_their_own():
    assert lanes([(0, 2), (1, 2), (2, 1), (2.5, 1)], most=8) == [0, 1, 0, 2]
    assert max(lanes([(0, 9)] * 20, most=3)) == 2


def test_the_last_shard_has_fewer_videos():
    config = parse_config({"samples_per_class": 25, "samples_per_shard": 10})

    [step] = steps(config, [_job("generate_linear", 0, 1, shard) for shard in range(3)])

    assert (step.jobs, step.videos, step.seconds) == (3, 25, 3)
