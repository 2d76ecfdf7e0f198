"""The numbers of the audit are selected from the outcome of the validation."""

import pytest
from msgspec.structs import replace

from curveball.config.model import Config
from curveball.report.audit import confusion_of_motion, frame_curves, probe_rows, reported_probes, words
from curveball.validation.outcome import PairConfusion
from tests.support.outcomes import (
    audited_checks,
    fault_count,
    motion_check,
    outcome_of,
    reported_check,
    single_frame_check,
    usual_checks,
)


def test_accuracies_by_frame_become_a_curve_with_the_bound_of_their_check():
    [curve] = frame_curves(outcome_of(single_frame_check([0.3, 0.5, 0.4], bound=0.6)))
    assert (curve.name, curve.bound) == ("single frame position", 0.6)
    assert curve.scores.accuracy == [0.3, 0.5, 0.4]


def test_single_frames_are_represented_by_the_frame_with_the_highest_accuracy():
    [row] = probe_rows(outcome_of(single_frame_check([0.3, 0.5, 0.4], bound=0.6)))
    assert (row.accuracy, row.low, row.high, row.status) == (0.5, 0.48, 0.52, "passed")


def test_a_classifier_of_a_check_has_its_bound_and_a_reported_one_has_none():
    checked, reported = probe_rows(outcome_of(motion_check(Config()), reported_check("mean image")))
    assert (checked.name, checked.accuracy, checked.bound) == ("motion accuracy", 0.97, 0.9)
    assert (reported.name, reported.accuracy, reported.bound, reported.status) == ("mean image", 0.5, None, "reported")


def test_reported_probes_are_those_without_a_bound():
    outcome = outcome_of(*audited_checks(Config()))
    assert [row.name for row in reported_probes(outcome)] == ["mean image", "first and last frame"]


@pytest.mark.parametrize("missing", ["value", "interval"])
def test_a_classifier_without_a_score_is_left_out(missing):
    assert probe_rows(outcome_of(replace(motion_check(Config()), **{missing: None}))) == []


def test_the_confusion_is_that_of_the_first_classifier_that_has_one():
    motion = motion_check(Config())
    pair = PairConfusion(pair=("linear", "circular"), confusion=motion.details.confusion)
    other = fault_count("pairwise_confusion", details=pair)
    assert confusion_of_motion(outcome_of(*usual_checks(), other, motion)) is motion.details.confusion


def test_without_an_audit_there_is_nothing_to_draw():
    outcome = outcome_of(*usual_checks())
    assert (frame_curves(outcome), probe_rows(outcome), confusion_of_motion(outcome)) == ([], [], None)


def test_names_become_words():
    assert words("ball_inside") == "ball inside"
