"""How the size of a ball changes over time, independently of the class.

With perspective, the size of a ball tells its depth, and 16 sizes tell the depth of a whole curve: a classifier that
sees nothing else would know the class. A smooth random change of the size hides this. Its waves have any number of
cycles: waves of fixed numbers leave gaps in the spectrum, in which a classifier of the cosine transform sees the depth.
"""

import numpy as np
from numpy.typing import NDArray

from curveball.config.model import Config
from curveball.numerics.portable_math import sincos_turns
from curveball.numerics.ranges import Range

_WAVES = 3
_CYCLES = Range(0.5, 4.0)
"""Of a wave in a clip, log-uniform: changes as slow and as fast as those of the depth along a curve."""
DRAWS = 3 * _WAVES + 1
"""Uniform random numbers per sample."""


def draw_pulses(config: Config, times: NDArray[np.float64], u: NDArray[np.float64]) -> NDArray[np.float64]:
    """Draw the factors by which the radius of each ball changes: 1 plus a sum of waves.

    The sum of their amplitudes is drawn from `ball.pulse`, so that no factor differs from 1 by more.

    Args:
        config: The configuration.
        times: Shape (T, 1), from 0 to 1.
        u: Shape (10, N), uniform random numbers in [0, 1).

    Returns:
        Shape (T, N).
    """
    phases, weights, cycles = u[:_WAVES], u[_WAVES : 2 * _WAVES] + 2.0**-53, _CYCLES.at_log(u[2 * _WAVES : 3 * _WAVES])
    amplitudes = weights / (weights[0] + weights[1] + weights[2]) * config.ball.pulse.at(u[-1])
    factor = np.ones((len(times), u.shape[1]))
    for wave in range(_WAVES):
        sine, _ = sincos_turns(phases[wave] + cycles[wave] * times)
        factor += amplitudes[wave] * sine
    return factor
