"""Closed ranges of numbers, written `[low, high]` in the configuration."""

import math
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeGuard

import numpy as np
from numpy.typing import NDArray

from curveball.numerics.portable_math import exp, log


class Range(NamedTuple):
    """The closed interval from `low` to `high`."""

    low: float
    high: float

    def at(self, u: NDArray[np.float64]) -> NDArray[np.float64]:
        """Interpolate linearly: return `low + (high - low) * u`.

        Args:
            u: Positions in the range as fractions of its width, any shape. Uniform random numbers in [0, 1) give
                uniform random numbers in the range.

        Returns:
            The shape of `u`.
        """
        return self.low + (self.high - self.low) * u

    def at_log(self, u: NDArray[np.float64]) -> NDArray[np.float64]:
        """Interpolate the logarithm linearly: return `low * (high / low) ** u`, for `low` above 0.

        Args:
            u: As for `at`. Uniform random numbers give log-uniform random numbers in the range: each doubling is
                equally likely.

        Returns:
            The shape of `u`.
        """
        return np.clip(self.low * exp(u * log(np.array(self.high / self.low))), self.low, self.high)

    def contains(self, x: NDArray[np.floating[Any]]) -> NDArray[np.bool_]:
        """Return which numbers are in the range.

        Args:
            x: Numbers of any shape. NaN is outside every range.

        Returns:
            The shape of `x`.
        """
        return (x >= self.low) & (x <= self.high)


@dataclass(frozen=True)
class Within:
    """Bounds of a range in the configuration: `radius_m: Annotated[Range, Within(0.01, 100)] = Range(0.25, 0.75)`.

    Attributes:
        minimum: Minimum of `low`.
        maximum: Maximum of `high`.
    """

    minimum: float
    maximum: float

    def __call__(self, value: object) -> Range:
        """Convert a value of the configuration to a range.

        Args:
            value: A list or tuple of two finite numbers with minimum <= low <= high <= maximum.

        Returns:
            The range, with float bounds.

        Raises:
            ValueError: The value is anything else.
        """
        match value:
            case [low, high] if _is_finite_number(low) and _is_finite_number(high):
                if self.minimum <= low <= high <= self.maximum:
                    return Range(float(low), float(high))
        raise ValueError(f"must be [low, high] with {self.minimum:g} <= low <= high <= {self.maximum:g}")


def _is_finite_number(value: object) -> TypeGuard[float]:
    """Return whether a value is a finite int or float. A bool does not count as a number."""
    return type(value) is int or (isinstance(value, float) and math.isfinite(value))
