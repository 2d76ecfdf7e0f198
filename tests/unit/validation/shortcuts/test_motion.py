"""The motion is classified if there are enough frames to show it."""

import numpy as np

from curveball.validation.shortcuts.motion import row_fractions
from tests.support.audited_settings import AUDITED
from tests.support.leaks import two_classes_with_one_motion


def test_two_frames_show_no_motion(audit):
    checks = audit(**AUDITED | {"frames": 2})
    assert checks["motion_accuracy"].reason == "fewer than three frames show no motion"
    assert checks["single_frame_position"].status == "passed"


def test_counts_become_fractions_of_each_class_and_a_class_without_rows_has_none():
    found = row_fractions(np.array([[3, 1], [0, 0]]))
    assert found.tolist() == [[0.75, 0.25], [0, 0]]


def test_the_motion_in_the_world_is_the_ceiling_of_that_in_the_image(audit):
    checks = audit(**AUDITED)
    image, world = checks["motion_accuracy"], checks["motion_3d_accuracy"]
    assert image.details.ceiling.accuracy == world.value
    assert (image.details.ceiling.low, image.details.ceiling.high) == (world.interval.low, world.interval.high)
    assert world.details.ceiling is None
    assert image.details.confusion.classes == ["linear", "circular"]
    assert image.details.test_rows == 80


def test_the_most_confused_pair_is_named(audited_copy):
    two_classes_with_one_motion(audited_copy)
    found = audited_copy.check("pair_confusion")
    true, predicted = found.details.pair
    assert {true, predicted} == {"linear", "circular"}
    assert f"of {true} is predicted as {predicted}" in found.finding
    row, column = (found.details.confusion.classes.index(name) for name in found.details.pair)
    assert found.details.confusion.fractions[row][column] == found.value
