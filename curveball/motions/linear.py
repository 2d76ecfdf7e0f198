"""Straight lines."""

from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from curveball.motions import Curve, Motion, Range, Vector, View, Visibility, Within, depth_change, from_to, vector


class Linear(Motion):
    """A straight line along the local x axis.

    x = length (s - 1/2), y = 0, z = 0, in meters; the local origin is the midpoint of the line.
    """

    length_m: Annotated[Range, Within(0.01, 100)] = Range(0.8, 2.4)
    """Length of the line, in meters."""

    visibility: Visibility = 0.5
    """Minimum sine of the angle between the line and the optical axis. Below it, the line is seen end-on."""

    def trace(self, parameters: dict[str, NDArray[np.float64]], progress: NDArray[np.float64]) -> Curve:
        x = parameters["length_m"] * (progress - 0.5)
        return x, np.zeros_like(x), np.zeros_like(x)

    def is_recognizable(self, axis_depths: list[NDArray[np.float64]]) -> NDArray[np.bool_]:
        return axis_depths[0] * axis_depths[0] <= 1.0 - self.visibility * self.visibility

    def equation(self, parameters: dict[str, float], axes: tuple[Vector, Vector, Vector]) -> str:
        length = parameters["length_m"]
        return f"p(s) = {vector(axes[0], -length / 2)} + s {vector(axes[0], length)}"

    def describe(self, parameters: dict[str, float], view: View) -> str:
        (x0, y0), (x1, y1) = view.start_px, view.end_px
        return f"The ball moves in a straight line {from_to(x1 - x0, y1 - y0)}{depth_change(view.depth_ratio)}."
