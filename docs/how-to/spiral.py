"""Archimedean spirals at constant angular speed."""

from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from curveball.motions import Curve, Motion, Range, Vector, View, Within, sincos_turns, vector


class Spiral(Motion):
    """A spiral around the local z axis, from the origin outward.

    x = r t cos(a), y = r t sin(a), z = 0, with a = start + 2 t (in turns), in meters.
    """

    radius_m: Annotated[Range, Within(0.01, 100)] = Range(0.3, 0.9)
    """Distance from the origin in the last frame, in meters."""
    start_turns: Annotated[Range, Within(0, 1)] = Range(0.0, 1.0)
    """Direction in which the ball leaves the origin, in turns from the local x axis."""

    def trace(self, parameters: dict[str, NDArray[np.float64]], time: NDArray[np.float64]) -> Curve:
        sine, cosine = sincos_turns(parameters["start_turns"] + 2.0 * time)
        radius = parameters["radius_m"] * time
        return radius * cosine, radius * sine, np.zeros_like(radius)

    def is_recognizable(self, axis_depths: list[NDArray[np.float64]]) -> NDArray[np.bool_]:
        return np.abs(axis_depths[2]) > 0.5

    def equation(self, parameters: dict[str, float], axes: tuple[Vector, Vector, Vector]) -> str:
        radius = parameters["radius_m"]
        return (
            f"p(t) = t cos(a) {vector(axes[0], radius)} + t sin(a) {vector(axes[1], radius)}, "
            f"a = 2 pi ({parameters['start_turns']:.4f} + 2 t)"
        )

    def describe(self, parameters: dict[str, float], view: View) -> str:
        return "The ball spirals outward."
