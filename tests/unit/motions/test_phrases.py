"""Phrases for directions in the frame, numbers of turns, and vectors."""

import math

import pytest

from curveball.motions._phrases import corner, in_quarters, vector, way_around
from tests.support.caption_text import DIRECTIONS


@pytest.mark.parametrize("word", DIRECTIONS)
def test_each_of_the_eight_directions_covers_45_degrees(word):
    for offset in (-22.4, 0, 22.4):
        angle = math.radians(DIRECTIONS[word] + offset)
        assert corner(math.cos(angle), math.sin(angle)) == word


def test_a_vector_has_four_decimals():
    assert vector((1, -0.5, 1 / 3), 2) == "(2.0000, -1.0000, 0.6667)"


def test_turns_near_a_quarter_are_words_and_others_numbers():
    assert [in_quarters(turns) for turns in (0.25, 0.78, 1.47, 3.0)] == [
        "a quarter turn",
        "three quarters of a turn",
        "one and a half turns",
        "three full turns",
    ]
    assert [in_quarters(turns) for turns in (0.02, 0.7, 1.55, 3.25)] == [
        "0.02 of a turn",
        "0.70 of a turn",
        "1.55 turns",
        "3.25 turns",
    ]
    assert [way_around(turns) for turns in (0.5, 0.56, 0.98, 1.25)] == ["halfway around", "", "once around", ""]
