"""Lines: their geometry."""

import numpy as np

from tests.support.motion_samples import acceleration, samples


def test_a_line_is_straight_and_has_its_length():
    points = samples("linear").trajectory_3d.astype(np.float64).transpose(1, 0, 2)
    length = np.linalg.norm(points[-1] - points[0], axis=0)
    np.testing.assert_allclose(length, samples("linear").parameters["length_m"], rtol=1e-5)
    path = np.linalg.norm(np.diff(points, axis=0), axis=1).sum(axis=0)
    np.testing.assert_allclose(path, length, rtol=1e-6)


def test_a_line_has_constant_speed_at_an_even_pace():
    points = samples("linear", even=True).trajectory_3d.astype(np.float64).transpose(1, 0, 2)
    assert np.abs(acceleration(points)).max() < 1e-6
