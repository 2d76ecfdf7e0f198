"""What checks found is sorted for the reader, and details of any shape break nothing."""

import math

import pytest

from curveball.report.audit import curves, matrix, scores, sort_checks

BY_FRAME = {"frames": [0, 1, 2], "accuracy": [0.3, 0.5, 0.4], "low": [0.2, 0.4, 0.3], "high": [0.4, 0.6, 0.5]}
INTERVAL = {"accuracy": 0.97, "low": 0.95, "high": 0.99, "chance": 0.25}


def check(details, name="single_frame_position", passed=True, bound=0.6) -> dict:
    return {"name": name, "bound": bound, "passed": passed, "details": details}


def test_broken_promises_come_first_then_those_that_hold_each_in_their_order():
    outcomes = [True, None, False, True, None, False]
    ordered = sort_checks(check({}, name=str(number), passed=passed) for number, passed in enumerate(outcomes))
    assert [found["name"] for found in ordered] == ["2", "5", "0", "3", "1", "4"]


def test_accuracies_by_frame_become_a_curve():
    [curve] = curves([check(BY_FRAME | {"chance": 0.25})])
    assert (curve.name, curve.frames, curve.bound) == ("single frame position", [0, 1, 2], 0.6)
    assert curve.accuracy == BY_FRAME["accuracy"]


def test_of_the_frames_the_worst_one_has_its_score():
    [score] = scores([check(BY_FRAME | {"chance": 0.25})])
    assert (score.accuracy, score.low, score.high) == (0.5, 0.4, 0.6)


def test_a_classifier_has_its_score_and_those_that_are_only_reported_have_no_bound():
    reported = {"chance": 0.25, "probes": [INTERVAL | {"name": "mean image"}]}
    judged, told = scores([check(INTERVAL, name="motion"), check(reported, name="reported_probes", bound=None)])
    assert (judged.name, judged.accuracy, judged.bound) == ("motion", 0.97, 0.6)
    assert (told.name, told.accuracy, told.bound, told.passed) == ("mean image", 0.97, None, None)


def test_the_first_matrix_is_shown_as_shares_of_each_class():
    whole = {"classes": ["linear", "circular"], "matrix": [[3, 1], [0, 0]]}
    found = matrix([check({}), check(whole, name="motion"), check(whole, name="pair_confusion")])
    assert found.name == "motion"
    assert found.shares == [[0.75, 0.25], [0, 0]]


@pytest.mark.parametrize(
    "details",
    [
        None,
        {},
        BY_FRAME,
        BY_FRAME | {"chance": "x"},
        BY_FRAME | {"chance": 0.25, "low": [0.2]},
        BY_FRAME | {"chance": 0.25, "accuracy": [0.3, math.nan, 0.4]},
        BY_FRAME | {"chance": 0.25, "accuracy": [True, True, True]},
        {key: [] for key in BY_FRAME} | {"chance": 0.25},
        INTERVAL | {"high": None},
        {"chance": 0.25, "probes": [{"name": "x"}, "y"]},
        {"classes": ["linear"], "matrix": [[1, 0]]},
        {"classes": [], "matrix": []},
        {"classes": "linear", "matrix": [[1]]},
    ],
    ids=str,
)
def test_details_of_another_shape_are_not_shown(details):
    assert curves([check(details)]) == []
    assert scores([check(details)]) == []
    assert matrix([check(details)]) is None
