"""What jobs ask a cluster for."""

import pytest

from curveball.config.loading import parse_config
from curveball.pipeline.jobs import all_jobs
from curveball.pipeline.needs import memory_mb, runtime_min

SMALL = parse_config({})
LARGE = parse_config({"samples_per_class": 250_000, "samples_per_shard": 7500, "samples_per_part": 1_000_000})
IN_PARTS = parse_config({"samples_per_class": 250_000, "samples_per_shard": 7500})
LONG_VIDEOS = parse_config({"frames": 64, "height": 256, "width": 256})


def test_every_job_asks_for_memory_and_time():
    jobs = [*all_jobs(SMALL), *all_jobs(SMALL).other_exports]
    rules = {job.name.rpartition("_")[0] if job in all_jobs(SMALL).shards else job.name for job in jobs}

    assert len(rules) > 6
    for rule in rules:
        assert 100 <= memory_mb(SMALL, rule) <= 2000
        assert 10 <= runtime_min(SMALL, rule) <= 30


def test_the_memory_of_the_validation_grows_with_its_input_and_that_of_a_shard_does_not():
    assert memory_mb(LARGE, "validate_dataset") > memory_mb(SMALL, "validate_dataset") + 500
    assert memory_mb(IN_PARTS, "validate_dataset") < memory_mb(SMALL, "validate_dataset") + 100
    assert memory_mb(IN_PARTS, "validate_part") < memory_mb(SMALL, "validate_dataset")
    assert runtime_min(IN_PARTS, "merge_part") < runtime_min(LARGE, "merge_dataset")
    assert memory_mb(LARGE, "generate_linear") == memory_mb(SMALL, "generate_linear")


@pytest.mark.parametrize("rule", ["generate_linear", "merge_dataset", "validate_dataset"])
def test_large_videos_take_more_of_both(rule):
    assert memory_mb(LONG_VIDEOS, rule) >= memory_mb(SMALL, rule) + 4 * 11
    assert runtime_min(LONG_VIDEOS, rule) > runtime_min(SMALL, rule)


def test_each_further_attempt_asks_for_half_as_much_memory_again():
    first, second, third = (memory_mb(SMALL, "merge_dataset", attempt) for attempt in (1, 2, 3))

    assert second == pytest.approx(1.5 * first, abs=1)
    assert third == pytest.approx(2 * first, abs=1)
