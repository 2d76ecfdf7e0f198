"""What a check is, and how its value becomes a measurement.

A row of the dataset passes four stages: row groups of a file are read (`row_groups`), become a `Batch` of rows, are
mapped by each `Check`, and end as part of a `Measurement` in validation.json.
"""

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import ClassVar, Generic, Literal, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from curveball.validation.batch import Batch
from curveball.validation.outcome import Details, Interval, Measurement, Status

_MAX_EXAMPLES = 5
_MAX_EXAMPLES_IN_FINDING = 2

Partial = TypeVar("Partial")


@dataclass(frozen=True, kw_only=True)
class Value:
    """What a check computed."""

    number: float = math.nan
    """The quantity; not finite where it cannot be measured, so that a check with a bound fails."""
    interval: tuple[float, float] | None = None
    """Confidence interval of the number, if it is an estimate."""
    details: Details | None = None
    examples: Sequence[str] = ()
    """Rows, digests or files at fault. The first five are written to validation.json."""
    not_applicable: str | None = None
    """Why the check does not apply to the dataset."""


class Bound(NamedTuple):
    """The limit of a value."""

    comparison: Literal["at most", "at least"]
    limit: float

    def __str__(self) -> str:
        return f"{self.comparison} {self.limit:.4g}"

    def admits(self, value: Value) -> bool:
        """Tell whether a value is within the bound.

        An estimate is out of bounds only if its whole confidence interval is, so that a check does not fail by chance.
        A number that is not finite is never within the bound.
        """
        low, high = value.interval or (value.number, value.number)
        if not math.isfinite(value.number):
            return False
        return low <= self.limit if self.comparison == "at most" else high >= self.limit


NO_FAULT = Bound("at most", 0)


class Collector(ABC, Generic[Partial]):
    """Something that is computed from every row of the dataset.

    `map` runs in any process, on an instance that was created there. Its partial results are sent to the main process,
    which passes them to `update` of its own instance in the order of the rows.
    """

    @abstractmethod
    def map(self, batch: Batch) -> Partial:
        """Return what has to be known of a batch: small, picklable, and computed without changing the collector."""

    @abstractmethod
    def update(self, partial: Partial) -> None:
        """Add the partial result of the next batch."""

    def condense(self, partials: list[Partial]) -> list[Partial]:
        """Return partial results that have the same effect as those of consecutive batches.

        The validation of a part of a dataset writes them to a file. They should be few or small.
        """
        return partials


class Check(ABC):
    """One property of the dataset that is measured and, if there is a bound, required."""

    name: ClassVar[str]
    description: ClassVar[str]
    """What holds if the check passes, or what is reported, as a sentence."""
    quantity: ClassVar[str]
    """What the value is, with its unit."""
    bound: Bound | None
    """None for a value that is only reported."""

    def preparations(self) -> Sequence[Callable[[], None]]:
        """Return what has to be done before `compute`, after the last batch. Each may run in another thread.

        What checks share is done once: their functions are equal, such as the same method of the same object.
        """
        return ()

    @abstractmethod
    def compute(self) -> Value:
        """Return the value, after the last batch and the preparations."""

    def explain(self, value: Value) -> str:
        """Return one line that tells what is wrong with a value that is out of bounds."""
        number = f"{value.number:.4g}" if math.isfinite(value.number) else "no finite number was measured"
        examples = ", ".join(value.examples[:_MAX_EXAMPLES_IN_FINDING])
        return f"{self.quantity}: {number}, must be {self.bound}" + (f"; for example {examples}" if examples else "")


class RowCheck(Check, Collector[Partial]):
    """A check that maps the rows itself. Other checks read files, or a collector that several of them share."""


class Faults(NamedTuple):
    """Faulty rows of a batch."""

    total: int
    examples: list[str]


class FaultyRows(RowCheck[Faults]):
    """A check that counts faulty rows; no row may be faulty."""

    bound = NO_FAULT

    def __init__(self) -> None:
        self._count = 0
        self._examples: list[str] = []

    @abstractmethod
    def faults(self, batch: Batch) -> NDArray[np.bool_]:
        """Tell which rows of a batch are faulty, shape (N,)."""

    def map(self, batch: Batch) -> Faults:
        """Return the number of faulty rows, and the names of the first ones."""
        faulty = np.flatnonzero(self.faults(batch))
        return Faults(len(faulty), [batch.sample_ids[row] for row in faulty[:_MAX_EXAMPLES]])

    def update(self, partial: Faults) -> None:
        """Add to the number and to the names."""
        self._count += partial.total
        self._examples += partial.examples

    def compute(self) -> Value:
        """Return the number of faulty rows."""
        return Value(number=self._count, examples=self._examples)


def evaluate_all(checks: Sequence[Check], executor: Executor) -> list[Measurement]:
    """Return the measurements of checks, in their order, which are computed at the same time."""
    needed = [check.preparations() for check in checks]
    # What takes longest begins first, so that no thread is left alone with it: preparations, and the last checks.
    once = dict.fromkeys(preparation for own in reversed(needed) for preparation in own)
    prepared = [executor.submit(preparation) for preparation in once]
    alone = [number for number, own in enumerate(needed) if not own]
    measured = {number: executor.submit(evaluate, checks[number]) for number in reversed(alone)}
    for preparation in prepared:
        preparation.result()
    return [measured[n].result() if n in measured else evaluate(check) for n, check in enumerate(checks)]


def evaluate(check: Check) -> Measurement:
    """Compute the value of a prepared check, compare it with the bound, and return the measurement.

    This is the only place where a bound is applied.
    """
    value, bound = check.compute(), check.bound
    status = _status(value, bound)
    return Measurement(
        name=check.name,
        description=check.description,
        quantity=check.quantity,
        status=status,
        value=float(value.number) if math.isfinite(value.number) else None,
        interval=Interval(low=value.interval[0], high=value.interval[1]) if value.interval else None,
        comparison=bound.comparison if bound else None,
        bound=bound.limit if bound else None,
        reason=value.not_applicable,
        finding=check.explain(value) if status == "failed" else None,
        examples=list(value.examples[:_MAX_EXAMPLES]),
        details=value.details,
    )


def _status(value: Value, bound: Bound | None) -> Status:
    if value.not_applicable is not None:
        return "not_applicable"
    if bound is None:
        return "reported"
    return "passed" if bound.admits(value) else "failed"
