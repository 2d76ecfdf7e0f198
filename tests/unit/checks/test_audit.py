"""The shortcut audit refuses what leaks, passes what doesn't, and says where it has nothing to say."""

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest
import yaml

from curveball.validation.check import Measurement
from curveball.validation.shortcuts.probes import interval, motion_features, unordered_features
from curveball.validation.validate import measure

SMALL = {"height": 32, "width": 32, "grayscale": True, "frames": 4}
EXAMPLES = Path(__file__).parents[3] / "config" / "examples"
SHORTCUTS = ["single_frame_position", "single_frame_pixels", "mean_color", "ball_pixels", "sample_index", "order"]


AUDITED = SMALL | {"samples_per_class": 200, "classes": {"linear": {}, "circular": {}}}


@pytest.fixture
def audit(make_dataset, tmp_path) -> Callable[..., dict[str, Measurement]]:
    def run(**settings) -> dict[str, Measurement]:
        made = make_dataset(settings, tmp_path)
        checks = measure(made.config, made.folder, 1, lambda done: None)
        json.dumps([asdict(check) for check in checks], allow_nan=False)
        assert [check.name for check in checks if check.passed is None and not check.details["reason"]] == []
        return {check.name: check for check in checks}

    return run


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


@pytest.mark.parametrize("samples_per_class", [1, 30])
def test_a_tiny_dataset_is_not_judged_by_classifiers(samples_per_class, audit):
    checks = audit(**SMALL, samples_per_class=samples_per_class)
    assert not any(check.passed is False for check in checks.values())
    for name in [*SHORTCUTS, "motion", "motion_3d", "pair_confusion", "neighbors"]:
        assert checks[name].passed is None
        assert "fewer than 400 samples" in checks[name].details["reason"] or samples_per_class == 1


def test_one_class_has_no_shortcuts(audit):
    checks = audit(**SMALL, samples_per_class=20, classes={"linear": {}})
    assert checks["single_frame_position"].details["reason"] == "there is only one class"


def test_without_a_test_split_nothing_can_be_judged(audit):
    checks = audit(**SMALL, samples_per_class=20, splits={"train": 1.0, "validation": 0.0, "test": 0.0})
    assert "none to judge by" in checks["motion"].details["reason"]


def test_labels_of_one_class_teach_nothing(audited_copy):
    audited_copy.change("label", lambda labels, _: np.zeros_like(labels))
    found = audited_copy.measure()
    assert "of one class" in found["motion"].details["reason"]
    assert found["labels"].passed is False


@pytest.mark.parametrize("frames", [1, 2])
def test_two_frames_show_no_motion(frames, audit):
    checks = audit(**AUDITED | {"frames": frames})
    assert checks["motion"].details["reason"] == "there is no motion in fewer than three frames"
    assert checks["single_frame_position"].passed


def test_a_trail_shows_a_path_by_design(audit):
    checks = audit(**AUDITED, style="trail")
    for name in ("single_frame_pixels", "mean_color", "ball_pixels"):
        assert checks[name].passed is None
        assert "by design" in checks[name].details["reason"]
    assert checks["single_frame_position"].passed
    assert [check for check in checks.values() if check.passed is False] == []


def test_features_of_motion_depend_on_neither_place_nor_size_nor_turn():
    rng = np.random.default_rng(0)
    points = rng.normal(size=(5, 9, 3)).cumsum(axis=1)
    turn, _ = np.linalg.qr(rng.normal(size=(3, 3)))
    np.testing.assert_allclose(motion_features(7 + 3 * points @ turn), motion_features(points), atol=1e-9)


def test_unordered_features_depend_on_no_order():
    rng = np.random.default_rng(0)
    points = rng.normal(size=(5, 9, 2))
    shuffled = rng.permuted(points.swapaxes(1, 2), axis=2)  # Coordinates apart: another set of positions.
    assert not np.allclose(unordered_features(shuffled.swapaxes(1, 2)), unordered_features(points))
    np.testing.assert_allclose(unordered_features(points[:, rng.permutation(9)]), unordered_features(points))


def test_an_interval_is_narrower_with_more_trials():
    few, many = interval(30, 100, 0.001), interval(300, 1000, 0.001)
    assert few[0] < many[0] < 0.3 < many[1] < few[1]
