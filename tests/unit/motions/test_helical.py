"""Helices: their geometry and their descriptions."""

import math

import numpy as np

from curveball.config.model import Config
from curveball.generation.sampling import draw_samples
from tests.support.motion_samples import parameters, samples


def test_a_helix_advances_evenly_around_its_axis_with_its_handedness_at_an_even_pace():
    sample = samples("helical", frames=64, even=True)
    local = np.einsum("kan,ktn->atn", sample.axes, sample.trajectory_3d.astype(np.float64))
    drawn = sample.parameters
    forwards = np.where(sample.paces.is_reversed, -1, 1)
    np.testing.assert_allclose(np.hypot(local[0], local[1]), np.tile(drawn["radius_m"], (64, 1)), rtol=1e-4)
    advance = np.diff(local[2], axis=0) * 63
    np.testing.assert_allclose(advance, np.tile(forwards * drawn["length_m"], (63, 1)), rtol=1e-3)
    turned = np.unwrap(np.arctan2(local[1], local[0]), axis=0)
    turns = (turned[-1] - turned[0]) / (2 * np.pi)
    np.testing.assert_allclose(turns, forwards * drawn["handedness"] * drawn["turns"], rtol=1e-4)


def test_both_senses_of_rotation_are_equally_frequent():
    signs = parameters("helical", 4000)["handedness"]
    assert set(signs) == {-1, 1}
    assert abs(signs.mean()) < 4 / math.sqrt(4000)
    away = draw_samples(Config(), "circular", np.arange(4000)).local_to_camera[2, 2] > 0
    assert abs(away.mean() - 0.5) < 2 / math.sqrt(4000)
