"""The words for places and directions in the picture."""

import math

import pytest

from curveball.motions._phrases import corner, depth_change, from_to, vector
from tests.support.motion_samples import DIRECTIONS


@pytest.mark.parametrize("word", DIRECTIONS)
def test_a_side_of_the_picture_reaches_from_half_way_to_half_way(word):
    for off in (-22.4, 0, 22.4):
        angle = math.radians(DIRECTIONS[word] + off)
        assert corner(math.cos(angle), math.sin(angle)) == word


def test_from_is_opposite_to():
    assert from_to(1, -1) == "from lower left to upper right"
    assert from_to(0, 5) == "from top to bottom"


def test_small_changes_of_depth_have_no_words():
    assert [depth_change(ratio) for ratio in (0.9, 0.99, 1, 1.01, 1.1)] == [
        ", towards the camera",
        "",
        "",
        "",
        ", away from the camera",
    ]


def test_a_vector_has_four_decimals():
    assert vector((1, -0.5, 1 / 3), 2) == "(2.0000, -1.0000, 0.6667)"
