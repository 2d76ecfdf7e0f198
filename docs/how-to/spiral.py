"""Archimedean spirals."""

from collections.abc import Sequence
from typing import Annotated

import numpy as np

from curveball.motions._motion import Curve, Motion, Vector, View
from curveball.numerics.portable_math import sincos_turns
from curveball.numerics.ranges import Range, Within


class Spiral(Motion):
    """A spiral around the local z axis."""

    radius_m: Annotated[Range, Within(0.01, 100)] = (0.3, 0.9)
    """Greatest radius, in meters."""

    def trace(self, parameters: dict[str, np.ndarray], time: np.ndarray) -> Curve:
        sine, cosine = sincos_turns(2.0 * time)
        radius = parameters["radius_m"] * time
        return radius * cosine, radius * sine, np.zeros_like(radius)

    def is_recognisable(self, axis_depths: Sequence[np.ndarray]) -> np.ndarray:
        return np.abs(axis_depths[2]) > 0.5

    def equation(self, parameters: dict[str, float], axes: tuple[Vector, Vector, Vector]) -> str:
        return f"r = {parameters['radius_m']:.4f} t"

    def describe(self, parameters: dict[str, float], view: View) -> str:
        return "The ball spirals outwards."
