"""Helices."""

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
    in_quarters,
    sincos_turns,
    vector,
)

_ACTIONS = (
    "coils{way}",
    "winds{way} along a helix",
    "corkscrews{way}",
    "follows a {hand}-handed helix{way}",
    "moves{way} along a {hand}-handed helix",
    "spirals{way} like a {hand}-handed screw",
)
_DETAILS = (
    ("making {turns:.1f} turns", "making about {quarters}", "in {turns:.2f} turns"),
    ("around an axis {length_m:.2f} meters long", "advancing {length_m:.2f} meters"),
    ("with a radius of {radius_m:.2f} meters", "in coils {across_m:.2f} meters across"),
)


class Helical(Motion):
    """A helix around the local z axis, right-handed for handedness +1.

    x = r cos(a), y = h r sin(a), z = length (s - 1/2), with a = start + turns s (in turns) and h the handedness;
    the local origin is the midpoint of the axis.
    """

    radius_m: Annotated[Range, Within(0.01, 100)] = Range(0.18, 0.55)
    """Radius of the helix, in meters."""
    length_m: Annotated[Range, Within(0.01, 100)] = Range(1.5, 5.0)
    """Length of the axis, in meters."""
    turns: Annotated[Range, Within(0.1, 100)] = Range(1.5, 2.5)
    """Number of turns in a clip."""
    start_turns: Annotated[Range, Within(0, 1)] = Range(0.0, 1.0)
    """Phase at progress 0, in turns from the local x axis."""

    signs: ClassVar[tuple[str, ...]] = ("handedness",)
    curve: ClassVar[str] = "a helix"

    visibility: Visibility = 0.5
    """Minimum sine of the angle between the axis and the optical axis. Below it, the helix resembles a circle."""

    def trace(self, parameters: dict[str, NDArray[np.float64]], progress: NDArray[np.float64]) -> Curve:
        sine, cosine = sincos_turns(parameters["start_turns"] + parameters["turns"] * progress)
        radius = parameters["radius_m"]
        z = parameters["length_m"] * (progress - 0.5)
        return radius * cosine, parameters["handedness"] * radius * sine, z

    def course(self, parameters: dict[str, NDArray[np.float64]]) -> Curve:
        z = parameters["length_m"] * np.array([[-0.5], [0.5]])
        return np.zeros_like(z), np.zeros_like(z), z

    def is_recognizable(self, axis_depths: list[NDArray[np.float64]]) -> NDArray[np.bool_]:
        return axis_depths[2] * axis_depths[2] <= 1.0 - self.visibility * self.visibility

    def equation(self, parameters: dict[str, float], axes: tuple[Vector, Vector, Vector]) -> str:
        radius, length = parameters["radius_m"], parameters["length_m"]
        return (
            f"p(s) = cos(a) {vector(axes[0], radius)} + sin(a) {vector(axes[1], parameters['handedness'] * radius)}"
            f" + (s - 0.5) {vector(axes[2], length)}, "
            f"a = 2 pi (%.4f + %.4f s)" % (parameters["start_turns"], parameters["turns"])
        )

    def describe(self, parameters: dict[str, float], view: View) -> Facts:
        words = {
            "hand": "right" if parameters["handedness"] > 0 else "left",
            "quarters": in_quarters(parameters["turns"]),
            "across_m": 2.0 * parameters["radius_m"],
        }
        return Facts(_ACTIONS, _DETAILS, words)
