"""Helices."""

from typing import Annotated, ClassVar

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
    depth_change,
    from_to,
    sincos_turns,
    vector,
)


class Helical(Motion):
    """A helix around the local z axis, right-handed for handedness +1.

    x = r cos(a), y = h r sin(a), z = length (s - 1/2), with a = start + turns s (in turns) and h the handedness;
    the local origin is the midpoint of the axis.
    """

    radius_m: Annotated[Range, Within(0.01, 100)] = Range(0.15, 0.5)
    """Radius of the helix, in meters."""
    length_m: Annotated[Range, Within(0.01, 100)] = Range(1.5, 4.0)
    """Length of the axis, in meters."""
    turns: Annotated[Range, Within(0.1, 100)] = Range(1.5, 2.5)
    """Number of turns in a clip."""
    start_turns: Annotated[Range, Within(0, 1)] = Range(0.0, 1.0)
    """Phase at progress 0, in turns from the local x axis."""

    signs: ClassVar[tuple[str, ...]] = ("handedness",)

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

    def describe(self, parameters: dict[str, float], view: View) -> str:
        hand = "right" if parameters["handedness"] > 0 else "left"
        return (
            f"The ball coils {parameters['turns']:.1f} turns, {hand}-handed{depth_change(view.depth_ratio)}, "
            f"around an axis that leads {from_to(*view.heading)}."
        )
