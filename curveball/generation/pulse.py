"""How the size of a ball changes over time, independently of the class.

With perspective, the size of a ball tells its depth, and 16 sizes tell the depth of a whole curve: a classifier that
sees nothing else would know the class. A smooth random change of the size hides this.
"""

import numpy as np
from numpy.typing import NDArray

from curveball.config.model import Config
from curveball.numerics.portable_math import sincos_turns

_CYCLES = np.array([0.5, 1.0, 1.5, 2.0])
"""Of each wave in a clip: changes as slow as those of the depth along a curve."""
DRAWS = 2 * len(_CYCLES) + 1
"""Uniform random numbers per sample."""


def draw_pulses(config: Config, times: NDArray[np.float64], u: NDArray[np.float64]) -> NDArray[np.float64]:
    """Draw the factors by which the radius of each ball changes: 1 plus a sum of waves.

    The sum of their amplitudes is drawn from `ball.pulse`, so that no factor differs from 1 by more.

    Args:
        config: The configuration.
        times: Shape (T, 1), from 0 to 1.
        u: Shape (9, N), uniform random numbers in [0, 1).

    Returns:
        Shape (T, N).
    """
    count = len(_CYCLES)
    phases, weights = u[:count], u[count : 2 * count] + 2.0**-53
    total = weights[0] + weights[1] + weights[2] + weights[3]
    factor = np.ones((len(times), u.shape[1]))
    for cycles, phase, weight in zip(_CYCLES, phases, weights / total * config.ball.pulse.at(u[-1]), strict=True):
        sine, _ = sincos_turns(phase + cycles * times)
        factor += weight * sine
    return factor
