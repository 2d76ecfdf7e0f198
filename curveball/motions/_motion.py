"""What a class of motion is: ranges of parameters, a curve in 3-D, an equation and a sentence."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Annotated, ClassVar, NamedTuple

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, FiniteFloat

from curveball.motions._docstrings import field_docstrings
from curveball.numerics.ranges import Range

Curve = tuple[np.ndarray, np.ndarray, np.ndarray]
"""x, y and z in meters, each of shape (T, N), float64."""

Vector = tuple[float, float, float]

Visibility = Annotated[FiniteFloat, Field(ge=0.0, le=0.9)]


class View(NamedTuple):
    """What the camera sees of one sample, for its sentence."""

    start_px: tuple[float, float]
    """Column and row of the ball in the first frame."""
    end_px: tuple[float, float]
    """Column and row of the ball in the last frame."""
    origin_px: tuple[float, float]
    """Column and row of the local origin."""
    depth_ratio: float
    """Distance from the camera in the last frame, over that in the first."""
    axes: tuple[Vector, Vector, Vector]
    """How the local x, y and z axis look: of each, the direction in the picture (right, down) at the local origin, and
    the cosine of its angle with the line of sight to there, positive away from the camera."""


class Motion(BaseModel, ABC):
    """A class of motion.

    A subclass declares its parameters as fields annotated `Annotated[Range, Within(...)]`, each with a docstring of
    its meaning and a name that ends in the unit, where there is one. A sample's parameters are drawn uniformly from
    these ranges, in the order of their declaration. Time runs from 0 in the first frame to 1 in the last: a clip is
    the unit of time. The local frame is right-handed, in meters; it is turned at random to become the world frame.
    """

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, validate_default=True)

    signs: ClassVar[tuple[str, ...]] = ()
    """Names of parameters that are drawn from -1 and +1."""

    @classmethod
    def range_names(cls) -> list[str]:
        """Return the names of the parameters that are drawn from a range, in the order of their draws."""
        return [name for name, field in cls.model_fields.items() if field.annotation == Range]

    @classmethod
    def parameter_meanings(cls) -> dict[str, str]:
        """Return the meaning of each parameter by its name, in the order of their draws."""
        docstrings = field_docstrings(cls)
        meanings = {name: docstrings.get(name, name) for name in cls.range_names()}
        return meanings | {name: f"{name}, -1 or +1" for name in cls.signs}

    def draw_parameters(self, uniforms: np.ndarray) -> dict[str, np.ndarray]:
        """Turn uniforms in [0, 1) of shape (P, N) into the P parameters, each of shape (N,), float64."""
        names = self.range_names()
        parameters = {}
        for name, u in zip(names, uniforms[: len(names)], strict=True):
            parameters[name] = getattr(self, name).at(u)
        for name, u in zip(self.signs, uniforms[len(names) :], strict=True):
            parameters[name] = np.where(u < 0.5, -1.0, 1.0)
        return parameters

    @abstractmethod
    def trace(self, parameters: dict[str, np.ndarray], time: np.ndarray) -> Curve:
        """Return the curve in the local frame at the times of shape (T, 1), between 0 and 1."""

    @abstractmethod
    def is_recognisable(self, axis_depths: Sequence[np.ndarray]) -> np.ndarray:
        """Tell in which views the curve can be told from the other classes.

        Args:
            axis_depths: For the local x, y and z axis the cosine of its angle with the optical axis, each (N,).

        Returns:
            Shape (N,), bool.
        """

    @abstractmethod
    def equation(self, parameters: dict[str, float], axes: tuple[Vector, Vector, Vector]) -> str:
        """Write the curve of one sample in world coordinates with its numbers.

        Args:
            parameters: The sample's parameters.
            axes: The local x, y and z axis in world coordinates.
        """

    @abstractmethod
    def describe(self, parameters: dict[str, float], view: View) -> str:
        """Say in one sentence what the viewer of this sample sees."""
