"""Phrases for directions in the frame, changes of depth, and vectors."""

import math

import pytest

from curveball.motions._phrases import corner, depth_change, from_to, vector
from tests.support.motion_samples import DIRECTIONS


@pytest.mark.parametrize("word", DIRECTIONS)
def test_each_of_the_eight_directions_covers_45_degrees(word):
    for offset in (-22.4, 0, 22.4):
        angle = math.radians(DIRECTIONS[word] + offset)
        assert corner(math.cos(angle), math.sin(angle)) == word


def test_the_start_of_a_displacement_is_opposite_its_end():
    assert from_to(1, -1) == "from lower left to upper right"
    assert from_to(0, 5) == "from top to bottom"


def test_changes_of_depth_below_two_percent_are_not_mentioned():
    assert [depth_change(ratio) for ratio in (0.9, 0.99, 1, 1.01, 1.1)] == [
        ", towards the camera",
        "",
        "",
        "",
        ", away from the camera",
    ]


def test_no_displacement_has_no_direction():
    assert from_to(0, 0) == "seen at one moment"


def test_a_vector_has_four_decimals():
    assert vector((1, -0.5, 1 / 3), 2) == "(2.0000, -1.0000, 0.6667)"
