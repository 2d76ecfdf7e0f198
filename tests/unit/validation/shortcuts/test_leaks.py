"""The shortcut audit refuses what leaks, passes what doesn't, and names the leak."""

from pathlib import Path

import yaml

from tests.support.audited_settings import AUDITED, SMALL

EXAMPLES = Path(__file__).parents[4] / "config" / "examples"


def test_common_practice_is_refused_and_the_leak_is_named(audit):
    settings = yaml.safe_load((EXAMPLES / "centered.yaml").read_text(encoding="utf-8"))
    checks = audit(**settings | SMALL | {"samples_per_class": 100})
    leak = checks["single_frame_position"]
    assert leak.passed is False
    assert leak.measured > 0.7
    assert leak.details["finding"].startswith("frame ")
    assert "column, row and radius" in leak.details["finding"]
    assert checks["single_frame_pixels"].passed is False
    assert checks["motion"].passed


def test_each_frame_has_its_accuracy_with_an_interval(audit):
    details = audit(**AUDITED)["single_frame_position"].details
    assert details["frames"] == [0, 1, 2, 3]
    for low, accuracy, high in zip(details["low"], details["accuracy"], details["high"], strict=True):
        assert 0 <= low < accuracy < high <= 1


def test_a_trail_shows_a_path_by_design(audit):
    checks = audit(**AUDITED, style="trail")
    for name in ("single_frame_pixels", "mean_color", "ball_pixels"):
        assert checks[name].passed is None
        assert "by design" in checks[name].details["reason"]
    assert checks["single_frame_position"].passed
    assert [check for check in checks.values() if check.passed is False] == []
