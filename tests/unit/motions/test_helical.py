"""Helices: their geometry and their descriptions."""

import math
import re

import numpy as np

from curveball.config.model import Config
from curveball.generation.columns import to_numpy
from curveball.generation.sampling import draw_samples
from tests.support.motion_samples import angle_between, parameters, rows, samples, sentences


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


def test_the_handedness_in_the_sentence_is_that_of_the_torsion():
    points = samples("helical", frames=64).trajectory_3d.astype(np.float64)
    first, second, third = (np.diff(points, n, axis=1)[:, 20] for n in (1, 2, 3))
    torsion = (np.cross(first, second, axis=0) * third).sum(axis=0)
    for sentence, sign in zip(sentences("helical", frames=64), torsion, strict=True):
        assert ("right-handed" in sentence) == (sign > 0), sentence
        assert ("left-handed" in sentence) == (sign < 0), sentence


def test_the_axis_leads_in_the_direction_that_the_sentence_states():
    sample = samples("helical")
    axis = sample.axes[:, 2].T * np.where(sample.paces.is_reversed, -1, 1)[:, None]
    advance = np.einsum("nj,ntj->nt", axis, to_numpy(rows("helical")["trajectory_3d"]))
    assert (np.diff(advance, axis=1) > 0).all(), "the ball moves along the axis, not against it"
    half = axis.T * sample.parameters["length_m"] / 2
    ends_px, _ = sample.camera.project(np.stack([-half, half], axis=1))
    for sentence, direction in zip(sentences("helical"), (ends_px[:, 1] - ends_px[:, 0]).T, strict=True):
        start, end = re.search(r"axis that leads from ([a-z ]+) to ([a-z ]+)\.", sentence).groups()
        assert angle_between(end, direction) <= 22.51, sentence
        assert angle_between(start, -direction) <= 22.51, sentence


def test_both_senses_of_rotation_are_equally_frequent():
    signs = parameters("helical", 4000)["handedness"]
    assert set(signs) == {-1, 1}
    assert abs(signs.mean()) < 4 / math.sqrt(4000)
    away = draw_samples(Config(), "circular", np.arange(4000)).local_to_camera[2, 2] > 0
    assert abs(away.mean() - 0.5) < 2 / math.sqrt(4000)
