"""Parabolas under constant acceleration."""

from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from curveball.motions import (
    Curve,
    Motion,
    Range,
    Vector,
    View,
    Visibility,
    Within,
    corner,
    depth_change,
    from_to,
    vector,
)


class Parabolic(Motion):
    """A parabola in the local x-y plane that opens along +y: constant speed along x, constant acceleration along y.

    x = width (t - apex), y = 4 height (t - apex)**2, z = 0, in meters; the local origin is the vertex.
    """

    width_m: Annotated[Range, Within(0.01, 100)] = Range(0.8, 1.6)
    """Displacement along the local x axis in a clip, in meters."""
    height_m: Annotated[Range, Within(0.01, 100)] = Range(0.8, 1.6)
    """Height above the vertex half a clip before and after it, in meters: one eighth of the acceleration in meters per
    clip²."""
    apex: Annotated[Range, Within(0, 1)] = Range(0.35, 0.65)
    """Time at which the ball passes the vertex, as a fraction of the clip."""

    visibility: Visibility = 0.6
    """Minimum sine of the angle between the plane of the parabola and the optical axis."""

    def trace(self, parameters: dict[str, NDArray[np.float64]], time: NDArray[np.float64]) -> Curve:
        since_apex = time - parameters["apex"]
        x = parameters["width_m"] * since_apex
        return x, 4.0 * parameters["height_m"] * (since_apex * since_apex), np.zeros_like(x)

    def is_recognizable(self, axis_depths: list[NDArray[np.float64]]) -> NDArray[np.bool_]:
        return np.abs(axis_depths[2]) >= self.visibility

    def equation(self, parameters: dict[str, float], axes: tuple[Vector, Vector, Vector]) -> str:
        width, height = parameters["width_m"], parameters["height_m"]
        return (
            f"p(t) = s {vector(axes[0], width)} + s^2 {vector(axes[1], 4 * height)}, s = t - %.4f" % parameters["apex"]
        )

    def describe(self, parameters: dict[str, float], view: View) -> str:
        right, down, _ = view.axes[1]
        (x0, y0), (x1, y1) = view.start_px, view.end_px
        return (
            f"The ball flies along a parabola {from_to(x1 - x0, y1 - y0)}{depth_change(view.depth_ratio)}; "
            f"the curve is open to the {corner(right, down)}."
        )
