"""Straight lines."""

from typing import Annotated, ClassVar

import numpy as np
from numpy.typing import NDArray

from curveball.motions import Curve, Facts, Motion, Range, Vector, View, Visibility, Within, vector

_ACTIONS = (
    "moves{way} in a straight line",
    "follows a straight line{way}",
    "travels{way} along a straight line",
    "takes a straight path{way}",
    "goes{way} in a straight line",
    "traces a straight line{way}",
)
_DETAILS = (
    ("covering {length_m:.2f} meters", "over a distance of {length_m:.2f} meters", "for {length_m:.2f} meters"),
)
_FACTS = Facts(_ACTIONS, _DETAILS)


class Linear(Motion):
    """A straight line along the local x axis.

    x = length (s - 1/2), y = 0, z = 0, in meters; the local origin is the midpoint of the line.
    """

    length_m: Annotated[Range, Within(0.01, 100)] = Range(0.8, 2.4)
    """Length of the line, in meters."""

    curve: ClassVar[str] = "a straight line"

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

    def describe(self, parameters: dict[str, float], view: View) -> Facts:
        return _FACTS
