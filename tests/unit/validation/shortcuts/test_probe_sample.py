"""The audit says where it has nothing to say."""

import numpy as np
import pytest

from tests.support.audited_settings import SMALL

JUDGED = [
    "single_frame_position",
    "single_frame_pixels",
    "mean_color",
    "ball_pixels",
    "sample_index",
    "order",
    "motion",
    "motion_3d",
    "pair_confusion",
    "neighbors",
]


@pytest.mark.parametrize("samples_per_class", [1, 30])
def test_a_tiny_dataset_is_not_judged_by_classifiers(samples_per_class, audit):
    checks = audit(**SMALL, samples_per_class=samples_per_class)
    assert not any(check.passed is False for check in checks.values())
    for name in JUDGED:
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
