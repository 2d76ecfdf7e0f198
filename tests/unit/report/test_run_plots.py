"""Plots of a run show its rules and its jobs."""

import pytest

from curveball.config.loading import parse_config
from curveball.config.model import Config
from curveball.report.jobs import TimeLine
from curveball.report.run_plots import phase_color, rule_edges, rules, time_line

pytestmark = pytest.mark.usefixtures("in_plot_style")


def test_every_class_has_its_rule_and_all_lead_to_the_verdict():
    edges = rule_edges(Config())
    assert {f"generate_{name}" for name in Config().classes} == {
        one for one, other in edges if other == "merge_dataset"
    }
    reached = {"generate_linear"}
    for _ in edges:
        reached |= {other for one, other in edges if one in reached}
    assert "enforce_checks" in reached


@pytest.mark.parametrize(("samples_per_shard", "times"), [(7500, ""), (2000, " x 4")])
def test_a_rule_has_its_number_of_shards(samples_per_shard, times):
    svg = rules(parse_config({"samples_per_shard": samples_per_shard})).decode()
    assert f">generate_linear{times}</text>" in svg
    assert ">merge_dataset</text>" in svg


def test_the_parts_of_a_large_dataset_are_drawn_between_shards_and_dataset():
    config = parse_config({"samples_per_class": 250_000})
    edges = rule_edges(config)
    assert {one for one, other in edges if other == "merge_part"} == {f"generate_{name}" for name in config.classes}
    assert {one for one, other in edges if other == "validate_dataset"} == {"merge_dataset", "validate_part"}
    svg = rules(config).decode()
    assert ">merge_part x 8</text>" in svg
    assert ">validate_part x 8</text>" in svg


def test_each_phase_has_its_color_and_an_unknown_rule_another():
    names = (
        "generate_linear",
        "merge_dataset",
        "validate_dataset",
        "describe_dataset",
        "write_report",
        "enforce_checks",
        "archive",
    )
    assert len({phase_color(rule) for rule in names}) == len(names)
    assert phase_color("generate_linear") == phase_color("generate_helical") == phase_color("generate")


def test_the_time_line_has_a_row_for_each_rule():
    line = TimeLine(rows={"generate_linear": [(0, 2), (1, 2)], "merge_dataset": [(3, 1)]}, seconds=4.0, pauses=[3.0])
    svg = time_line(line).decode()
    assert ">generate_linear</text>" in svg
    assert ">merge_dataset</text>" in svg


def test_without_jobs_the_time_line_is_a_message():
    assert "no benchmarks were found" in time_line(TimeLine(rows={}, seconds=0.0, pauses=[])).decode()
