"""The interface of a class of motion: parameter ranges, a 3-D curve, its equation and the facts of its captions."""

from abc import abstractmethod
from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, ClassVar, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from curveball.motions._docstrings import field_docstrings
from curveball.numerics.ranges import Range
from curveball.structures import Structure, fields_of

Curve = tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]
"""The x, y and z coordinates of N curves at T values of progress, in meters, each of shape (T, N)."""

Vector = tuple[float, float, float]
"""x, y and z components."""

Visibility = Annotated[float, msgspec.Meta(ge=0.0, le=0.9)]
"""Minimum of a quantity between 0 and 1 that measures how clearly a view shows a curve."""


class View(NamedTuple):
    """How the camera sees one sample. Positions are (column, row) in pixels."""

    direction: str
    """Which way the ball goes, as a viewer sees it: "left to right", "clockwise"."""
    pace: str
    """How the rate of its progress changes, as a viewer sees it: "even", "speeding up" or "slowing down"."""
    is_reversed: bool
    """Whether the ball goes backwards, from the end of the curve to its start."""
    heading: tuple[float, float]
    """The direction (right, down) in which the ball goes, along its `course`."""
    start_px: tuple[float, float]
    """Position of the ball in the first frame."""
    end_px: tuple[float, float]
    """Position of the ball in the last frame."""
    origin_px: tuple[float, float]
    """Position of the origin of the local frame."""
    depth_ratio: float
    """Depth of the ball in the last frame divided by its depth in the first frame."""
    axes: tuple[Vector, Vector, Vector]
    """The local x, y and z axes at the local origin. The first two components of each are the direction of its
    projection (right, down). The third is the cosine of its angle to the line of sight, positive away from the
    camera."""


class Facts(NamedTuple):
    """What a class says about the video of one sample: phrases, each with alternatives that say the same or less.

    `curveball.generation.captions` composes a sentence of some of them, and of what it knows of every class: which way
    the ball goes, its pace, its depth, and where it starts. In a phrase, `{name}` stands for a parameter or for one of
    `words`, formatted as by `str.format`: "making {turns:.1f} turns".
    """

    actions: tuple[str, ...]
    """What the ball does, with a verb in the third person: "follows a straight line". Which way it goes follows, or
    stands in the place of `{way}`, which brings its own space: "moves{way} in a straight line"."""
    details: tuple[tuple[str, ...], ...] = ()
    """What can be added after a comma, each with its alternatives: ("covering {length_m:.2f} meters",). Every
    combination of them makes sense, in this order."""
    words: Mapping[str, str | float] = MappingProxyType({})
    """More values for phrases, by name."""


class Motion(Structure):
    """A class of motion.

    A subclass declares each parameter as a field `Annotated[Range, Within(minimum, maximum)]` with a docstring. The
    field name ends in the unit if there is one. The parameters of a sample are drawn uniformly from these ranges, in
    order of declaration. The curve is a function of progress, from 0 at its start to 1 at its end. When a ball is where
    along it is not a matter of the class: `curveball.generation.pace` turns the time of a frame into progress, at an
    even pace or not, and reverses half of the samples. The local frame is right-handed, in meters. A random rotation
    takes it to the world frame.
    """

    signs: ClassVar[tuple[str, ...]] = ()
    """Names of additional parameters, which are -1 or +1 with equal probability."""
    curve: ClassVar[str] = ""
    """What the curve is called in questions: "a straight line". By default, the name of the class tells it."""

    @classmethod
    def range_names(cls) -> list[str]:
        """Return the names of the parameters that are drawn from a range, in order of declaration."""
        return [field.name for field in fields_of(cls) if field.type is Range]

    @classmethod
    def parameter_meanings(cls) -> dict[str, str]:
        """Return the meaning of each parameter by name, in the order in which they are drawn."""
        docstrings = field_docstrings(cls)
        meanings = {name: docstrings.get(name, name) for name in cls.range_names()}
        return meanings | {name: f"{name}, -1 or +1" for name in cls.signs}

    def draw_parameters(self, uniforms: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
        """Transform uniform random numbers into parameters.

        Args:
            uniforms: Shape (P, N), in [0, 1): one row per parameter in the order of `parameter_meanings`.

        Returns:
            The parameters of N samples by name, each of shape (N,).

        Raises:
            ValueError: The number of rows differs from the number of parameters.
        """
        names = self.range_names()
        parameters: dict[str, NDArray[np.float64]] = {}
        for name, u in zip(names, uniforms[: len(names)], strict=True):
            parameters[name] = getattr(self, name).at(u)
        for name, u in zip(self.signs, uniforms[len(names) :], strict=True):
            parameters[name] = np.where(u < 0.5, -1.0, 1.0)
        return parameters

    @abstractmethod
    def trace(self, parameters: dict[str, NDArray[np.float64]], progress: NDArray[np.float64]) -> Curve:
        """Return the curves of N samples in the local frame.

        Args:
            parameters: The parameters by name, each of shape (N,).
            progress: Shape (T, 1) or (T, N), from 0 to 1.

        Returns:
            x, y and z in meters, each of shape (T, N).
        """

    def course(self, parameters: dict[str, NDArray[np.float64]]) -> Curve | None:
        """Return two points that tell which way the ball goes in a view: from the first to the second.

        By default, these are the start and the end of the curve.

        Args:
            parameters: The parameters by name, each of shape (N,).

        Returns:
            x, y and z in meters, each of shape (2, N). None for a ball that turns counterclockwise around the local z
            axis, as seen from its tip: the sense of its rotation tells which way it goes.
        """
        return self.trace(parameters, np.array([[0.0], [1.0]]))

    @abstractmethod
    def is_recognizable(self, axis_depths: list[NDArray[np.float64]]) -> NDArray[np.bool_]:
        """Return in which of N views the curve can be told apart from those of other classes.

        Args:
            axis_depths: The depth components of the local x, y and z unit vectors, which are the cosines of their
                angles to the optical axis, each of shape (N,).

        Returns:
            Shape (N,).
        """

    @abstractmethod
    def equation(self, parameters: dict[str, float], axes: tuple[Vector, Vector, Vector]) -> str:
        """Return the equation p(s) of the curve of one sample in world coordinates, with its numbers; s is progress.

        Args:
            parameters: The parameters of the sample by name.
            axes: The local x, y and z unit vectors in world coordinates.
        """

    @abstractmethod
    def describe(self, parameters: dict[str, float], view: View) -> Facts:
        """Return phrases that describe the video of one sample, which captions are composed of.

        Args:
            parameters: The parameters of the sample by name.
            view: How the camera sees the sample.
        """
