"""Classifiers apply only to datasets that are large enough to train and test them."""

import numpy as np
import pytest

from tests.support.audited_settings import SMALL

CLASSIFIED = [
    "single_frame_position",
    "single_frame_pixels",
    "mean_color",
    "ball_pixels",
    "sample_index",
    "file_order",
    "motion_accuracy",
    "motion_3d_accuracy",
    "pair_confusion",
    "nearest_neighbors",
]


@pytest.mark.parametrize("samples_per_class", [1, 30])
def test_a_tiny_dataset_is_too_small_for_classifiers(samples_per_class, audit):
    checks = audit(**SMALL, samples_per_class=samples_per_class)
    assert checks.passed
    for name in CLASSIFIED:
        assert checks[name].status == "not_applicable"
        assert "fewer than 400 samples" in checks[name].reason or samples_per_class == 1


def test_one_class_has_no_shortcuts(audit):
    checks = audit(**SMALL, samples_per_class=20, classes={"linear": {}})
    assert checks["single_frame_position"].reason == "there is only one class"


def test_without_a_test_split_nothing_can_be_tested(audit):
    checks = audit(**SMALL, samples_per_class=20, splits={"train": 1.0, "validation": 0.0, "test": 0.0})
    assert "none to test on" in checks["motion_accuracy"].reason


def test_labels_of_one_class_train_nothing(audited_copy):
    audited_copy.change("label", lambda labels, _: np.zeros_like(labels))
    found = audited_copy.measure()
    assert "the same label" in found["motion_accuracy"].reason
    assert found["labels"].status == "failed"
