"""Archimedean spirals."""

from typing import Annotated, ClassVar

import numpy as np
from numpy.typing import NDArray

from curveball.motions import Curve, Facts, Motion, Range, Vector, View, Within, sincos_turns, vector


class Spiral(Motion):
    """A spiral around the local z axis, from the origin outward.

    x = r s cos(a), y = r s sin(a), z = 0, with a = start + 2 s (in turns), in meters.
    """

    radius_m: Annotated[Range, Within(0.01, 100)] = Range(0.3, 0.9)
    """Distance from the origin at progress 1, in meters."""
    start_turns: Annotated[Range, Within(0, 1)] = Range(0.0, 1.0)
    """Direction in which the ball leaves the origin, in turns from the local x axis."""

    curve: ClassVar[str] = "a spiral"

    def trace(self, parameters: dict[str, NDArray[np.float64]], progress: NDArray[np.float64]) -> Curve:
        sine, cosine = sincos_turns(parameters["start_turns"] + 2.0 * progress)
        radius = parameters["radius_m"] * progress
        return radius * cosine, radius * sine, np.zeros_like(radius)

    def course(self, parameters: dict[str, NDArray[np.float64]]) -> None:
        return None

    def is_recognizable(self, axis_depths: list[NDArray[np.float64]]) -> NDArray[np.bool_]:
        return np.abs(axis_depths[2]) > 0.5

    def equation(self, parameters: dict[str, float], axes: tuple[Vector, Vector, Vector]) -> str:
        radius = parameters["radius_m"]
        return (
            f"p(s) = s cos(a) {vector(axes[0], radius)} + s sin(a) {vector(axes[1], radius)}, "
            f"a = 2 pi ({parameters['start_turns']:.4f} + 2 s)"
        )

    def describe(self, parameters: dict[str, float], view: View) -> Facts:
        way = "inward" if view.is_reversed else "outward"
        return Facts((f"spirals {way}", f"winds {way}"))
