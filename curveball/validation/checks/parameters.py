"""Checks of the parameters of the motions: uniform over their ranges, and with the same distribution in every split."""

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar, NamedTuple

import numpy as np
from numpy.typing import NDArray

from curveball.config.model import Config
from curveball.dataset.splits import ALL_SPLITS, SPLITS, TWINS
from curveball.generation.schema import parameter_column
from curveball.numerics.ranges import Range
from curveball.validation import outcome
from curveball.validation.batch import Batch
from curveball.validation.check import Bound, Check, Collector, Value
from curveball.validation.significance import homogeneity_p, uniformity_p

_BINS = 16
_MIN_EXPECTED = 10
"""Fewer expected samples per bin make Pearson's chi-square unreliable (W. G. Cochran, 1954: 5), and weak."""


class Tally(NamedTuple):
    """A summary of some values of a parameter."""

    counts: NDArray[np.int64]
    """Values in each of 16 equal bins of the range, shape (16,)."""
    outside: int
    """Values out of the range."""
    low: float
    """Smallest value; inf if there is none."""
    high: float
    """Largest value; -inf if there is none."""


@dataclass
class Histogram:
    """The distribution of a parameter over its range, by split."""

    class_name: str
    parameter: str
    range: Range
    max_bins: int = _BINS
    """Number of bins that the tests use at most: 2 for a sign."""
    counts: NDArray[np.int64] = field(default_factory=lambda: np.zeros((len(ALL_SPLITS), _BINS), dtype=np.int64))
    outside: int = 0
    extremes: NDArray[np.float64] = field(default_factory=lambda: np.tile([np.inf, -np.inf], (len(ALL_SPLITS), 1)))
    """Smallest and largest value in each split, shape (splits, 2)."""

    def tally(self, values: NDArray[np.float64]) -> Tally:
        """Summarize values, shape (N,), without changing the histogram."""
        low, high = self.range
        inside = values[self.range.contains(values)]
        bins = np.minimum((inside - low) / ((high - low) or 1) * _BINS, _BINS - 1).astype(np.int64)
        return Tally(
            counts=np.bincount(bins, minlength=_BINS),
            outside=len(values) - len(inside),
            low=float(values.min(initial=np.inf)),
            high=float(values.max(initial=-np.inf)),
        )

    def add(self, split: int, tally: Tally) -> None:
        """Add values of a split."""
        self.counts[split] += tally.counts
        self.outside += tally.outside
        low, high = self.extremes[split]
        self.extremes[split] = min(low, tally.low), max(high, tally.high)

    def p_uniform(self) -> float | None:
        """Return the p-value of a chi-square test of uniformity; 0 if a value is out of the range.

        It is None if there are too few values, or if all of them are the only one in the range.
        """
        counts = self._merged(self.counts.sum()).sum(axis=0)
        if self.outside:
            return 0.0
        is_testable = len(counts) > 1 and self.range.low < self.range.high
        return uniformity_p(counts) if is_testable else None

    def p_same(self) -> float | None:
        """Return the p-value of a chi-square test of homogeneity: the same distribution in every random split.

        It is None if there are too few values, or if they are in one split or one bin.
        """
        sizes = self.counts[: len(SPLITS)].sum(axis=1)
        table = self._merged(min(sizes[sizes > 0], default=0))[: len(SPLITS)][sizes > 0]
        table = table[:, table.sum(axis=0) > 0]
        return homogeneity_p(table) if min(table.shape) > 1 else None

    def _merged(self, fewest: int) -> NDArray[np.int64]:
        """Merge bins until each can be expected to have enough of the `fewest` values of a split: (splits, bins)."""
        bins = self.max_bins
        while bins > 1 and fewest / bins < _MIN_EXPECTED:
            bins //= 2
        merged: NDArray[np.int64] = self.counts.reshape(len(ALL_SPLITS), bins, -1).sum(axis=2)
        return merged


class Histograms(Collector[tuple[int, list[Tally]]]):
    """The histograms of all parameters of all classes, shared by the checks below."""

    def __init__(self, config: Config):
        self.all = [histogram for name in config.classes for histogram in _of_class(config, name)]

    def map(self, batch: Batch) -> tuple[int, list[Tally]]:
        """Return the split, and a tally for each histogram."""
        return batch.split, [histogram.tally(_values(batch, histogram)) for histogram in self.all]

    def update(self, partial: tuple[int, list[Tally]]) -> None:
        """Add the tallies to the histograms; twins have the parameters of others, and are left out."""
        split, tallies = partial
        if ALL_SPLITS[split] == TWINS:
            return
        for histogram, tally in zip(self.all, tallies, strict=True):
            histogram.add(split, tally)


def _of_class(config: Config, class_name: str) -> list[Histogram]:
    motion = config.classes[class_name]
    ranges: dict[str, Range] = {name: getattr(motion, name) for name in motion.range_names()}
    if config.jitter.probability > 0 and config.jitter.std.low > 0:
        ranges["jitter_std"] = config.jitter.std
    signs = [Histogram(class_name, name, Range(-1.0, 1.0), max_bins=2) for name in motion.signs]
    return [Histogram(class_name, name, extent) for name, extent in ranges.items()] + signs


def _values(batch: Batch, histogram: Histogram) -> NDArray[np.float64]:
    """Return the finite values of a parameter in the rows of its class; of `jitter_std`, those that are not 0."""
    is_jitter = histogram.parameter == "jitter_std"
    column = "jitter_std" if is_jitter else parameter_column(histogram.class_name, histogram.parameter)
    values: NDArray[np.float64] = batch.column(column)[batch.is_of_class(histogram.class_name)]
    values = values[np.isfinite(values)]
    return values[values != 0] if is_jitter else values


class HistogramCheck(Check):
    """A check that tests every histogram. The value is the smallest p-value, corrected for the number of tests."""

    fault: ClassVar[str]
    """What is wrong with a parameter that fails, as a predicate."""
    needed: ClassVar[str]
    """What the test of a parameter needs."""

    def __init__(self, config: Config, histograms: Histograms):
        self._histograms = histograms.all
        self.bound = Bound("at least", config.checks.false_alarm_rate)

    @abstractmethod
    def p_value(self, histogram: Histogram) -> float | None:
        """Return the p-value of the test of a histogram; None if it cannot be tested."""

    @abstractmethod
    def details(self, p_values: Sequence[float]) -> outcome.Details:
        """Return the details of all histograms."""

    def compute(self) -> Value:
        """Return the smallest p-value times the number of tests (C. E. Bonferroni, 1936), but at most 1."""
        found = [self.p_value(histogram) for histogram in self._histograms]
        p_values = [1.0 if p_value is None else p_value for p_value in found]
        corrected = min(min(p_values, default=1.0) * len(p_values), 1.0)
        is_tested = any(p_value is not None for p_value in found)
        reason = None if is_tested else f"no parameter has {self.needed}"
        return Value(number=corrected, details=self.details(p_values), not_applicable=reason)

    def explain(self, value: Value) -> str:
        """Name the parameter with the smallest p-value."""
        tested = [histogram for histogram in self._histograms if self.p_value(histogram) is not None]
        worst = min(tested, key=lambda histogram: self.p_value(histogram) or 0.0)
        return f"{worst.class_name}.{worst.parameter} {self.fault} (p-value {value.number:.1g}, must be {self.bound})"


class ParameterCoverage(HistogramCheck):
    """Tests that each parameter is uniform over its range."""

    name = "parameter_coverage"
    description = "Every parameter of every class is uniformly distributed over its range."
    quantity = "smallest p-value of a chi-square test of uniformity, times the number of parameters"
    fault = "is not uniform over its range"
    needed = f"the {2 * _MIN_EXPECTED} values that a test of uniformity needs"

    def p_value(self, histogram: Histogram) -> float | None:
        """Return the p-value of the test of uniformity."""
        return histogram.p_uniform()

    def details(self, p_values: Sequence[float]) -> outcome.Details:
        """Return the counts of all histograms."""
        parameters = [
            outcome.ParameterHistogram(
                class_name=histogram.class_name,
                parameter=histogram.parameter,
                low=histogram.range.low,
                high=histogram.range.high,
                counts=histogram.counts.sum(axis=0).tolist(),
                p_value=p_value,
            )
            for histogram, p_value in zip(self._histograms, p_values, strict=True)
        ]
        return outcome.ParameterHistograms(parameters=parameters)


class ParameterDrift(HistogramCheck):
    """Tests that each parameter has the same distribution in every split."""

    name = "parameter_drift"
    description = "Every parameter of every class has the same distribution in train, validation and test."
    quantity = "smallest p-value of a chi-square test of homogeneity, times the number of parameters"
    fault = "has different distributions in the splits"
    needed = f"a range and, in each of at least two splits, the {2 * _MIN_EXPECTED} values that a comparison needs"

    def p_value(self, histogram: Histogram) -> float | None:
        """Return the p-value of the test of homogeneity."""
        return histogram.p_same()

    def details(self, p_values: Sequence[float]) -> outcome.Details:
        """Return the extremes of all parameters in each split."""
        parameters = [
            outcome.ParameterRange(
                class_name=histogram.class_name,
                parameter=histogram.parameter,
                ranges={
                    split: (float(low), float(high))
                    for split, (low, high) in zip(ALL_SPLITS, histogram.extremes, strict=True)
                    if low <= high
                },
                p_value=p_value,
            )
            for histogram, p_value in zip(self._histograms, p_values, strict=True)
        ]
        return outcome.ParameterRanges(parameters=parameters)
