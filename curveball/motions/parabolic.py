"""Parabolas."""

from typing import Annotated, ClassVar

import numpy as np
from numpy.typing import NDArray

from curveball.motions import Curve, Facts, Motion, Range, Vector, View, Visibility, Within, corner, vector

_ACTIONS = (
    "flies{way} along a parabola",
    "follows a parabola{way}",
    "travels{way} along a parabolic arc",
    "moves{way} along a parabola that opens toward the {side}",
    "flies{way} along a parabolic arc that opens toward the {side}",
    "traces a parabola{way}, with its vertex toward the {vertex}",
)
_DETAILS = (("over a width of {width_m:.2f} meters", "spanning {width_m:.2f} meters in width"),)


class Parabolic(Motion):
    """A parabola in the local x-y plane that opens along +y. At an even pace, its acceleration is constant.

    x = width (s - apex), y = 4 height (s - apex)**2, z = 0, in meters; the local origin is the vertex.
    """

    width_m: Annotated[Range, Within(0.01, 100)] = Range(0.8, 4.0)
    """Displacement along the local x axis in a clip, in meters."""
    height_m: Annotated[Range, Within(0.01, 100)] = Range(0.5, 1.7)
    """Height above the vertex half a clip before and after it, in meters: one eighth of the acceleration in meters per
    clip²."""
    apex: Annotated[Range, Within(0, 1)] = Range(0.35, 0.65)
    """Progress at which the ball passes the vertex."""

    curve: ClassVar[str] = "a parabola"

    visibility: Visibility = 0.3
    """Minimum sine of the angle between the plane of the parabola and the optical axis."""

    def trace(self, parameters: dict[str, NDArray[np.float64]], progress: NDArray[np.float64]) -> Curve:
        since_apex = progress - parameters["apex"]
        x = parameters["width_m"] * since_apex
        return x, 4.0 * parameters["height_m"] * (since_apex * since_apex), np.zeros_like(x)

    def is_recognizable(self, axis_depths: list[NDArray[np.float64]]) -> NDArray[np.bool_]:
        return np.abs(axis_depths[2]) >= self.visibility

    def equation(self, parameters: dict[str, float], axes: tuple[Vector, Vector, Vector]) -> str:
        width, height = parameters["width_m"], parameters["height_m"]
        return (
            f"p(s) = q {vector(axes[0], width)} + q^2 {vector(axes[1], 4 * height)}, q = s - %.4f" % parameters["apex"]
        )

    def describe(self, parameters: dict[str, float], view: View) -> Facts:
        right, down, _ = view.axes[1]
        words = {"side": corner(right, down), "vertex": corner(-right, -down)}
        return Facts(_ACTIONS, _DETAILS, words)
