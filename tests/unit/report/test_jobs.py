"""Jobs become totals per rule and a time line."""

import math

import pytest

from curveball.report.jobs import Job, lanes, rule_totals, time_line

NOT_MEASURED = float("nan")


def job(rule: str, start: float, seconds: float, videos: int = 10, used: float = 1.0) -> Job:
    return Job(rule=rule, videos=videos, seconds=seconds, end=start + seconds, cpu_seconds=used, memory_mib=100 * used)


def test_a_job_starts_before_its_end():
    assert job("merge_dataset", 997.5, 2.5).start == 997.5


def test_a_rule_adds_up_its_jobs_and_has_their_maximum_memory():
    totals = rule_totals([job("generate_linear", 0, 2, used=1), job("generate_linear", 1, 3, used=2)])
    row = totals.loc["generate_linear"]
    assert (row.jobs, row.seconds, row.cpu_seconds, row.memory_mib) == (2, 5, 3, 200)
    assert (row.videos, row.videos_per_second) == (20, 4)


def test_rules_are_in_the_order_in_which_they_started():
    totals = rule_totals([job("merge_dataset", 5, 1), job("generate_linear", 1, 2), job("generate_circular", 0, 9)])
    assert list(totals.index) == ["generate_circular", "generate_linear", "merge_dataset"]


def test_what_no_job_has_measured_has_no_total():
    row = rule_totals([job("merge_dataset", 0, 1, used=NOT_MEASURED)]).loc["merge_dataset"]
    assert math.isnan(row.cpu_seconds)
    assert math.isnan(row.memory_mib)


def test_a_job_without_a_duration_has_a_finite_speed():
    assert math.isfinite(rule_totals([job("merge_dataset", 0, 0)])["videos_per_second"].item())


def test_without_jobs_both_are_empty():
    assert rule_totals([]).empty
    assert time_line([]).rows == {}
    assert time_line([]).seconds == 0


def test_a_long_pause_is_cut_out():
    line = time_line([job("generate_linear", 0, 2), job("merge_dataset", 36_000, 3)])

    assert line.rows == {"generate_linear": [(0, 2)], "merge_dataset": [(2, 3)]}
    assert line.seconds == pytest.approx(5)
    assert line.pauses == [2]


def test_a_phase_counts_the_time_of_simultaneous_jobs_once():
    line = time_line([job("generate_linear", 0, 2), job("generate_circular", 1, 2), job("merge_dataset", 4, 1)])

    assert line.phases == [("generate", 3), ("merge", 1)]


def test_simultaneous_jobs_have_lanes_of_their_own():
    assert lanes([(0, 2), (1, 2), (2, 1), (2.5, 1)], max_lanes=8) == [0, 1, 0, 2]
    assert max(lanes([(0, 9)] * 20, max_lanes=3)) == 2
