"""Quantities that decide where a sample belongs are those of the sample, drawn without the rest of it."""

import numpy as np
import pytest

from curveball.config.model import Config
from curveball.generation.curves import draw_appearance
from curveball.generation.quantities import draw_quantities
from curveball.generation.sampling import draw_samples

INDICES = np.array([7, 3, 900, 4])


def drawn(*names: str) -> dict:
    return draw_quantities(Config(), "circular", INDICES, names)


def test_parameters_pace_and_noise_are_those_of_the_sample():
    samples = draw_samples(Config(), "circular", INDICES)
    found = drawn("radius_m", "turns", "pace_bend", "jitter_std")
    for name in ("radius_m", "turns"):
        np.testing.assert_array_equal(found[name], samples.parameters[name])
    np.testing.assert_array_equal(found["pace_bend"], samples.paces.bend)
    np.testing.assert_array_equal(found["jitter_std"], samples.jitter_std)


def test_the_elevation_is_that_of_the_view_that_was_used():
    rotation = draw_samples(Config(), "circular", INDICES).camera.rotation
    np.testing.assert_allclose(drawn("elevation_deg")["elevation_deg"], np.degrees(np.arcsin(-rotation[2, 2])))


def test_only_what_is_wanted_is_returned():
    assert list(drawn("extent")) == ["extent"]
    np.testing.assert_array_equal(drawn("extent")["extent"], draw_appearance(Config(), "circular", INDICES).extent)
    with pytest.raises(KeyError):
        drawn("no_such_quantity")
