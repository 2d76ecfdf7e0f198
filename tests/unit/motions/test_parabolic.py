"""Parabolas: their geometry and their descriptions."""

import numpy as np

from curveball.motions import motion_type
from tests.support.motion_samples import acceleration, samples


def test_a_parabola_has_constant_acceleration_at_an_even_pace_and_its_vertex_at_the_apex():
    sample = samples("parabolic", even=True)
    points = sample.trajectory_3d.astype(np.float64).transpose(1, 0, 2)
    second = acceleration(points)
    assert np.abs(second - second.mean(axis=0)).max() < 2e-6
    height = np.linalg.norm(second.mean(axis=0), axis=0) * 15**2 / 8
    np.testing.assert_allclose(height, sample.parameters["height_m"], rtol=1e-3)
    vertex = motion_type("parabolic")().trace(sample.parameters, sample.parameters["apex"][None])
    assert np.abs(np.stack(vertex)).max() == 0
