"""Parabolas: their geometry and their descriptions."""

import re

import numpy as np

from curveball.generation.columns import to_numpy
from curveball.motions import motion_type
from tests.support.motion_samples import acceleration, angle_between, directions_in_frame, rows, samples, sentences


def test_a_parabola_has_constant_acceleration_at_an_even_pace_and_its_vertex_at_the_apex():
    sample = samples("parabolic", even=True)
    points = sample.trajectory_3d.astype(np.float64).transpose(1, 0, 2)
    second = acceleration(points)
    assert np.abs(second - second.mean(axis=0)).max() < 2e-6
    height = np.linalg.norm(second.mean(axis=0), axis=0) * 15**2 / 8
    np.testing.assert_allclose(height, sample.parameters["height_m"], rtol=1e-3)
    vertex = motion_type("parabolic")().trace(sample.parameters, sample.parameters["apex"][None])
    assert np.abs(np.stack(vertex)).max() == 0


def test_a_parabola_opens_to_the_side_that_the_sentence_names():
    points = to_numpy(rows("parabolic", even=True)["trajectory_3d"]).astype(np.float64)
    towards = np.diff(points, 2, axis=1).mean(axis=1)  # At an even pace, the acceleration points along the axis.
    directions = directions_in_frame("parabolic", towards, even=True)
    for sentence, direction in zip(sentences("parabolic", even=True), directions, strict=True):
        word = re.search(r"open to the ([a-z ]+)\.", sentence)[1]
        assert angle_between(word, direction) <= 22.51, sentence
