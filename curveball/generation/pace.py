"""How a ball travels along its curve: its pace, and which way it goes. Both are independent of the class.

The curves of `curveball.motions` are functions of a progress s from 0 to 1. Time t, from 0 in the first frame to 1 in
the last, becomes progress by

    s = t + a t (1 - t)      or, if the sample is reversed,      s = 1 - t + a t (1 - t).

The speed ds/dt changes linearly: from 1 + a to 1 - a, or with the sign of -1 from 1 - a to 1 + a. The second map at t
is the first at 1 - t. A reversed sample therefore has the same positions in the opposite order.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from curveball.config.model import Config

PACES = ("even", "speeding up", "slowing down")
"""What a pace is called."""
DRAWS = 3
"""Uniform random numbers per sample."""


@dataclass(frozen=True)
class Paces:
    """How N balls travel."""

    bend: NDArray[np.float64]
    """Shape (N,): a, 0 for an even pace."""
    is_reversed: NDArray[np.bool_]
    """Shape (N,)."""

    def progress(self, times: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the progress s at some times as if no sample were reversed.

        Args:
            times: Shape (T, 1), from 0 to 1.

        Returns:
            Shape (T, N), from 0 to 1.
        """
        return times + self.bend * (times * (1.0 - times))

    def in_order(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return values over time in the order of the frames.

        Args:
            values: Shape (..., T, N), in the order of progress.
        """
        return np.where(self.is_reversed, values[..., ::-1, :], values)

    def take(self, chosen: NDArray[np.int64]) -> "Paces":
        """Return a subset of the samples, by position."""
        return Paces(bend=self.bend[chosen], is_reversed=self.is_reversed[chosen])

    def names(self) -> list[str]:
        """Return what each pace is called, as a viewer sees it."""
        is_faster_at_start = (self.bend > 0) != self.is_reversed
        numbers = np.where(self.bend == 0, 0, np.where(is_faster_at_start, 2, 1))
        return [PACES[number] for number in numbers.tolist()]


def draw_paces(config: Config, u: NDArray[np.float64], flip: bool = False) -> Paces:
    """Draw paces: even, speeding up and slowing down with equal probability, each reversed with probability 1/2.

    Args:
        config: The configuration.
        u: Shape (3, N), uniform random numbers in [0, 1).
        flip: Whether to flip the coin that reverses: reverse the samples that would not be reversed, and no others.
    """
    kind = np.floor(u[0] * 3.0)
    variation = config.pace.variation.at(u[1])
    bend = np.where(kind == 0, 0.0, np.where(kind == 1, 0.0 - variation, variation))
    return Paces(bend=bend, is_reversed=(u[2] < 0.5) != flip)


def phrase(bend: float, is_reversed: bool) -> str:
    """Return the progress s of a sample as a formula of time t: "s = 1 - t + 0.4321 t (1 - t)"."""
    start = "1 - t" if is_reversed else "t"
    if bend == 0:
        return f"s = {start}"
    return f"s = {start} {'+' if bend > 0 else '-'} {abs(bend):.4f} t (1 - t)"
