"""Circles."""

from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from curveball.motions import Curve, Motion, Range, Vector, View, Visibility, Within, corner, sincos_turns, vector


class Circular(Motion):
    """A circle around the local z axis, counterclockwise as seen from the tip of z.

    x = r cos(a), y = r sin(a), z = 0, with a = start + turns s (in turns); the local origin is the center.
    """

    radius_m: Annotated[Range, Within(0.01, 100)] = Range(0.3, 0.9)
    """Radius of the circle, in meters."""
    turns: Annotated[Range, Within(0.1, 100)] = Range(0.45, 1.0)
    """Arc that the ball travels in a clip, in turns."""
    start_turns: Annotated[Range, Within(0, 1)] = Range(0.0, 1.0)
    """Phase at progress 0, in turns from the local x axis."""

    visibility: Visibility = 0.2
    """Minimum cosine of the angle between the axis of the circle and the optical axis, which is about the ratio of
    height to width of the circle in the frame. Below it, the circle resembles a line."""

    def trace(self, parameters: dict[str, NDArray[np.float64]], progress: NDArray[np.float64]) -> Curve:
        sine, cosine = sincos_turns(parameters["start_turns"] + parameters["turns"] * progress)
        radius = parameters["radius_m"]
        return radius * cosine, radius * sine, np.zeros_like(sine)

    def course(self, parameters: dict[str, NDArray[np.float64]]) -> Curve | None:
        return None

    def is_recognizable(self, axis_depths: list[NDArray[np.float64]]) -> NDArray[np.bool_]:
        return np.abs(axis_depths[2]) >= self.visibility

    def equation(self, parameters: dict[str, float], axes: tuple[Vector, Vector, Vector]) -> str:
        radius = parameters["radius_m"]
        return (
            f"p(s) = cos(a) {vector(axes[0], radius)} + sin(a) {vector(axes[1], radius)}, "
            f"a = 2 pi (%.4f + %.4f s)" % (parameters["start_turns"], parameters["turns"])
        )

    def describe(self, parameters: dict[str, float], view: View) -> str:
        (start_x, start_y), (center_x, center_y) = view.start_px, view.origin_px
        slant = "seen from the front" if abs(view.axes[2][2]) > 0.85 else "seen at a slant"
        return (
            f"The ball goes round {parameters['turns']:.2f} of a circle {slant}, {view.direction}, "
            f"from the {corner(start_x - center_x, start_y - center_y)} of it."
        )
