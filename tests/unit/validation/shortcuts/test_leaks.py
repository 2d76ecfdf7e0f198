"""The shortcut audit fails on a leak, and names it."""

from pathlib import Path

import yaml

from tests.support.audited_settings import AUDITED, SMALL
from tests.support.leaks import indices_by_class

EXAMPLES = Path(__file__).parents[4] / "config" / "examples"


def test_common_practice_fails_and_the_leak_is_named(audit):
    settings = yaml.safe_load((EXAMPLES / "centered.yaml").read_text(encoding="utf-8"))
    checks = audit(**settings | SMALL | {"samples_per_class": 100})
    leak = checks["single_frame_position"]
    assert leak.status == "failed"
    assert leak.value > 0.7
    assert leak.finding.startswith("frame ")
    assert "column, row and radius" in leak.finding
    assert checks["single_frame_pixels"].status == "failed"
    assert checks["motion_accuracy"].status == "passed"


def test_each_frame_has_its_accuracy_with_an_interval(audit):
    found = audit(**AUDITED)["single_frame_position"]
    details = found.details
    assert details.frames == [0, 1, 2, 3]
    for low, accuracy, high in zip(details.low, details.accuracy, details.high, strict=True):
        assert 0 <= low < accuracy < high <= 1
    assert found.value == max(details.accuracy)
    assert found.interval.low == details.low[details.accuracy.index(found.value)]


def test_half_of_all_rows_train_the_classifier_of_the_file_order(audit):
    details = audit(**AUDITED)["file_order"].details
    assert (details.train_rows, details.test_rows) == (200, 200)


def test_a_leaking_column_is_named(audited_copy):
    indices_by_class(audited_copy)
    finding = audited_copy.check("sample_index").finding
    assert finding.startswith("index, index modulo the number of classes: predicts the class with an accuracy of 1.00")


def test_a_trail_shows_the_path_by_design(audit):
    checks = audit(**AUDITED, style="trail")
    for name in ("single_frame_pixels", "mean_color", "ball_pixels"):
        assert checks[name].status == "not_applicable"
        assert "by design" in checks[name].reason
    assert checks["single_frame_position"].status == "passed"
    assert checks.passed
