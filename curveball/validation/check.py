"""What a check is: a promise, a bound, and a measurement of what was seen of the dataset, batch by batch."""

import math
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from curveball.validation.batch import Batch

_EXAMPLES_AT_MOST = 5


@dataclass(frozen=True)
class Measurement:
    """The outcome of a check, as it stands in validation.json."""

    name: str
    promise: str
    bound: float | None
    measured: float | None
    passed: bool | None
    """None where the promise doesn't apply."""
    details: dict[str, Any] = field(default_factory=dict)
    """What else a reader may want to know: which rows, which classes."""


class Witness:
    """Something that every row of the dataset is shown to.

    Rows are seen in any process, by a witness that is made anew there; what it returns is added up in one process, in
    the order of the rows.
    """

    def see(self, batch: Batch) -> Any:
        """Return what is to be known of some rows: little, and picklable. This changes nothing in the witness."""

    def add(self, seen: Any) -> None:
        """Add what was seen of the next rows."""


class Check(Witness, ABC):
    """One promise about the dataset."""

    name: str
    promise: str

    @abstractmethod
    def measure(self) -> Measurement:
        """Return what was measured, after the last batch."""

    def at_most(self, bound: float, measured: float, **details: Any) -> Measurement:
        """Return a measurement that passes if it is not above the bound (and is a number)."""
        found = measured if math.isfinite(measured) else None
        return Measurement(self.name, self.promise, bound, found, bool(measured <= bound), details)

    def at_least(self, bound: float, measured: float, **details: Any) -> Measurement:
        """Return a measurement that passes if it is not below the bound (and is a number)."""
        found = measured if math.isfinite(measured) else None
        return Measurement(self.name, self.promise, bound, found, bool(measured >= bound), details)

    def none_of(self, count: int, examples: Sequence[str]) -> Measurement:
        """Return a measurement that passes if nothing is faulty, and names a few of what is, in the details."""
        return self.at_most(0, count, **({"examples": list(examples[:_EXAMPLES_AT_MOST])} if examples else {}))

    def does_not_apply(self, reason: str) -> Measurement:
        """Return a measurement that neither passes nor fails."""
        return Measurement(self.name, self.promise, None, None, None, {"reason": reason})


class FaultCount(Check):
    """A check that counts faulty rows, of which there must be none."""

    def __init__(self) -> None:
        self._count = 0
        self._examples: list[str] = []

    @abstractmethod
    def faults(self, batch: Batch) -> np.ndarray:
        """Tell which rows of a batch are faulty, (N,) bool."""

    def see(self, batch: Batch) -> list[str]:
        return [batch.sample_ids[row] for row in np.flatnonzero(self.faults(batch))]

    def add(self, seen: list[str]) -> None:
        self._count += len(seen)
        self._examples += seen[: _EXAMPLES_AT_MOST - len(self._examples)]

    def measure(self) -> Measurement:
        return self.none_of(self._count, self._examples)
