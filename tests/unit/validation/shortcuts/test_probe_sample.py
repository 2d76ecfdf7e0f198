"""Classifiers apply only to datasets that are large enough to train and test them."""

import numpy as np
import pytest

from curveball.config.loading import parse_config
from curveball.validation.shortcuts import classifiers
from curveball.validation.shortcuts.probe_sample import ProbeSample
from tests.support.audited_settings import AUDITED, SMALL

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


@pytest.mark.parametrize(
    ("train", "test", "reason"),
    [
        (0.005, 0.995, "the split train has 1 rows of a class; classifiers need 20 of each"),
        (0.05, 0.95, "the split train has 10 rows of a class; classifiers need 20 of each"),
        (0.96, 0.04, "the split test has 16 rows; a test of classifiers needs 20"),
    ],
)
def test_a_split_of_few_rows_is_too_small_for_classifiers(train, test, reason, audit):
    checks = audit(**AUDITED, splits={"train": train, "validation": 0.0, "test": test})
    assert checks.passed
    assert {checks[name].reason for name in CLASSIFIED} == {reason}


def test_a_check_that_could_not_even_find_a_perfect_leak_does_not_apply(audit):
    splits = {"train": 0.9, "validation": 0, "test": 0.1}
    checks = audit(**AUDITED, splits=splits, checks={"false_alarm_rate": 1e-9})
    assert "40 rows are too few" in checks["single_frame_position"].reason
    assert checks["nearest_neighbors"].reason == "a sign test of 10 pairs cannot fail"
    assert checks["file_order"].status == checks["motion_accuracy"].status == "passed"


def test_labels_of_one_class_train_nothing(audited_copy):
    audited_copy.change("label", lambda labels, _: np.zeros_like(labels))
    found = audited_copy.measure()
    assert "the same label" in found["motion_accuracy"].reason
    assert found["labels"].status == "failed"


def test_fewer_rows_of_train_are_random_ones_whatever_their_order():
    sample = ProbeSample(parse_config({}))
    label = np.arange(8000) % 4
    sample.train = sample.test = {"label": label, "x": label[:, None] + np.zeros((1, 1))}

    score = sample.score(classifiers.few_trees(), lambda rows: rows["x"], max_train_rows=4000)

    assert score.train_rows == 4000
    assert score.accuracy == 1, "every second row would be of two of the four classes only"


def test_fewer_rows_of_test_are_chosen_apart_from_those_of_train():
    sample = ProbeSample(parse_config({}))
    for split, count in (("train", 3000), ("test", 1000)):
        setattr(sample, split, {"label": np.arange(count) % 4, "x": np.arange(count)[:, None] % 4 + 0.0})

    score = sample.score(classifiers.few_trees(), lambda rows: rows["x"], max_train_rows=400, max_test_rows=400)

    assert (score.train_rows, score.test_rows, score.accuracy) == (400, 400, 1)
