"""What is clearly seen of a sample is the opposite of what is seen of the reversed one."""

import numpy as np
import pytest

from curveball.config.model import Config
from curveball.generation.sampling import draw_samples
from curveball.generation.seen import EVEN, FALLS, FALLS_STEADILY, NOTHING, RISES, RISES_STEADILY, see

CLASSES = list(Config().classes)
OPPOSITE = np.array([NOTHING, FALLS, RISES, EVEN])
OPPOSITE_DEPTH = np.array([NOTHING, FALLS, RISES, FALLS_STEADILY, RISES_STEADILY])


@pytest.mark.parametrize("class_name", CLASSES)
def test_a_reversed_sample_shows_the_opposite(class_name):
    seen, turned = (see(Config(), draw_samples(Config(), class_name, np.arange(300), flip)) for flip in (False, True))
    np.testing.assert_array_equal(turned.pace, OPPOSITE[seen.pace])
    np.testing.assert_array_equal(turned.speed, OPPOSITE[seen.speed])
    np.testing.assert_array_equal(turned.size, OPPOSITE[seen.size])
    np.testing.assert_array_equal(turned.depth, OPPOSITE_DEPTH[seen.depth])
    np.testing.assert_array_equal(turned.octant, 8 - seen.octant)
    np.testing.assert_array_equal(turned.shows_sense, seen.shows_sense)


def test_a_sample_alone_shows_what_it_shows_among_others():
    for class_name in CLASSES:
        together = see(Config(), draw_samples(Config(), class_name, np.arange(40)))
        for k in range(0, 40, 5):
            alone = see(Config(), draw_samples(Config(), class_name, [k]))
            for name, values in vars(together).items():
                assert getattr(alone, name)[0] == values[k], name


def test_most_paces_are_clear_except_of_parabolas():
    said = {name: see(Config(), draw_samples(Config(), name, np.arange(500))).pace for name in CLASSES}
    assert all((said[name] != NOTHING).mean() > 0.8 for name in ("linear", "circular", "helical"))
    assert (said["parabolic"] == EVEN).mean() < 0.1, "at an even pace, its speed changes unless it is flat"
