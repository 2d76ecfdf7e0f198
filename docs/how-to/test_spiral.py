"""Spirals start at their origin and move outward."""

import numpy as np
import pytest

from curveball.motions.spiral import Spiral


def test_a_spiral_leads_from_the_origin_to_its_radius():
    progress = np.linspace(0, 1, 16)[:, None]
    parameters = {"radius_m": np.array([0.5]), "start_turns": np.array([0.25])}

    x, y, z = Spiral().trace(parameters, progress)

    assert np.hypot(x, y)[0] == 0
    assert np.hypot(x, y)[-1] == pytest.approx(0.5)
    assert not z.any()
