"""Circles."""

from typing import Annotated, ClassVar

import numpy as np
from numpy.typing import NDArray

from curveball.motions import (
    Curve,
    Facts,
    Motion,
    Range,
    Vector,
    View,
    Visibility,
    Within,
    corner,
    in_quarters,
    sincos_turns,
    vector,
    way_around,
)

_ACTIONS = (
    "circles",
    "follows a circular path",
    "moves{way} along a circle",
    "travels{way} around a circle",
    "goes{way} around a circle {across_m:.2f} meters across",
    "follows a circle with a radius of {radius_m:.2f} meters",
)
_START = (
    "starting at the {side} of the circle",
    "beginning at the {side} of the circle",
    "from the {side} of the circle",
)
_TURNS = ("making about {quarters}", "turning through {degrees:.0f} degrees")
_QUARTERS = ("{around}", "about {around}", *_TURNS)
_SLANT = ("seen {slant}", "viewed {slant}")


class Circular(Motion):
    """A circle around the local z axis, counterclockwise as seen from the tip of z.

    x = r cos(a), y = r sin(a), z = 0, with a = start + turns s (in turns); the local origin is the center.
    """

    radius_m: Annotated[Range, Within(0.01, 100)] = Range(0.3, 0.9)
    """Radius of the circle, in meters."""
    turns: Annotated[Range, Within(0.1, 100)] = Range(0.5, 1.0)
    """Arc that the ball travels in a clip, in turns."""
    start_turns: Annotated[Range, Within(0, 1)] = Range(0.0, 1.0)
    """Phase at progress 0, in turns from the local x axis."""

    curve: ClassVar[str] = "a circle"

    visibility: Visibility = 0.1
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

    def describe(self, parameters: dict[str, float], view: View) -> Facts:
        (start_x, start_y), (center_x, center_y) = view.start_px, view.origin_px
        turns, frontality = parameters["turns"], abs(view.axes[2][2])
        words = {
            "side": corner(start_x - center_x, start_y - center_y),
            "slant": "from the front" if frontality > 0.9 else "at a slant",
            "around": way_around(turns),
            "quarters": in_quarters(turns),
            "degrees": 360.0 * turns,
            "across_m": 2.0 * parameters["radius_m"],
        }
        details = _START, _QUARTERS if words["around"] else _TURNS, _SLANT
        return Facts(_ACTIONS, details[:2] if 0.8 < frontality <= 0.9 else details, words)
