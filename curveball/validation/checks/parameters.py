"""Promises about the parameters of the motions: they cover their ranges, and the same ones in each split."""

from abc import abstractmethod
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from curveball.config.model import Config
from curveball.dataset.splits import SPLITS
from curveball.generation.schema import parameter_column
from curveball.validation.batch import Batch
from curveball.validation.check import Check, Measurement, Witness

_BINS = 16
_LEAST_EXPECTED = 10
"""Fewer expected samples in a part make Pearson's chi-square unreliable (W. G. Cochran, 1954: 5), and weak."""


class _Tally(NamedTuple):
    """What some values of a parameter are like."""

    counts: np.ndarray
    """How many are in each part of its range, (_BINS,) int64."""
    outside: int
    least: float
    greatest: float


@dataclass
class _Histogram:
    """How often each part of a parameter's range was found, by split."""

    class_name: str
    parameter: str
    low: float
    high: float
    most_parts: int = _BINS
    """In how many parts the tests cut the range, at most: 2 for a sign."""
    counts: np.ndarray = field(default_factory=lambda: np.zeros((len(SPLITS), _BINS), dtype=np.int64))
    outside: int = 0
    extremes: np.ndarray = field(default_factory=lambda: np.tile([np.inf, -np.inf], (len(SPLITS), 1)))

    def tally(self, values: np.ndarray) -> _Tally:
        part = np.floor((values - self.low) / ((self.high - self.low) or 1) * _BINS)
        part[values == self.high] = _BINS - 1
        inside = (part >= 0) & (part < _BINS)
        counts = np.bincount(part[inside].astype(np.int64), minlength=_BINS)
        outside = int(np.count_nonzero(~inside))
        return _Tally(counts, outside, values.min(initial=np.inf), values.max(initial=-np.inf))

    def add(self, split: int, tally: _Tally) -> None:
        self.counts[split] += tally.counts
        self.outside += tally.outside
        least, greatest = self.extremes[split]
        self.extremes[split] = min(least, tally.least), max(greatest, tally.greatest)

    def merged(self, fewest: float) -> np.ndarray:
        """Return the counts in as many parts as can be expected to have enough samples each: (splits, parts)."""
        parts = self.most_parts
        while parts > 1 and fewest / parts < _LEAST_EXPECTED:
            parts //= 2
        return self.counts.reshape(len(SPLITS), parts, -1).sum(axis=2)

    def p_uniform(self) -> float:
        """Return how likely counts this uneven are where all parts are equally likely; 0 if a value is outside."""
        from scipy.stats import chisquare

        counts = self.merged(self.counts.sum()).sum(axis=0)
        if self.outside or self.low == self.high:
            return float(not self.outside)
        return float(chisquare(counts).pvalue) if len(counts) > 1 else 1.0

    def p_same(self) -> float:
        """Return how likely counts this different in the splits are where their distribution is the same."""
        from scipy.stats import chi2_contingency

        sizes = self.counts.sum(axis=1)
        table = self.merged(min(sizes[sizes > 0], default=0))[sizes > 0]
        table = table[:, table.sum(axis=0) > 0]
        return float(chi2_contingency(table).pvalue) if min(table.shape) > 1 else 1.0


class Histograms(Witness):
    """The histograms of all parameters, shared by the checks below."""

    def __init__(self, config: Config):
        self.all = [histogram for name in config.classes for histogram in _of_class(config, name)]
        self.alarm = config.checks.false_alarm_rate

    def see(self, batch: Batch) -> tuple[int, list[_Tally]]:
        """Return the split, and a tally for each histogram."""
        return batch.split, [histogram.tally(_values(batch, histogram)) for histogram in self.all]

    def add(self, seen: tuple[int, list[_Tally]]) -> None:
        split, tallies = seen
        for histogram, tally in zip(self.all, tallies, strict=True):
            histogram.add(split, tally)


def _values(batch: Batch, histogram: _Histogram) -> np.ndarray:
    """Return the values of a parameter in the rows of its class, without those that say nothing."""
    own = batch.class_names == histogram.class_name
    if histogram.parameter == "jitter_std":
        values = batch.column("jitter_std")[own]
        values = values[values != 0]
    else:
        values = batch.column(parameter_column(histogram.class_name, histogram.parameter))[own]
    return values[np.isfinite(values)]


def _of_class(config: Config, class_name: str) -> list[_Histogram]:
    motion = config.classes[class_name]
    ranges = {name: getattr(motion, name) for name in motion.range_names()}
    if config.jitter.probability > 0 and config.jitter.std[0] > 0:
        ranges["jitter_std"] = config.jitter.std
    signs = [_Histogram(class_name, name, -1.0, 1.0, most_parts=2) for name in motion.signs]
    return [_Histogram(class_name, name, *bounds) for name, bounds in ranges.items()] + signs


class HistogramCheck(Check):
    """A check that tests every histogram, and judges the tests together."""

    fault: str

    def __init__(self, histograms: Histograms):
        self._histograms = histograms

    @abstractmethod
    def test(self, histogram: _Histogram) -> dict[str, Any]:
        """Return the `p` of a test, and what a reader may want to know beside it."""

    def measure(self) -> Measurement:
        """Judge by the least p, corrected for the number of tests (C. E. Bonferroni, 1936)."""
        tests = [
            {"class_name": histogram.class_name, "parameter": histogram.parameter, **self.test(histogram)}
            for histogram in self._histograms.all
        ]
        worst = min(tests, key=lambda test: test["p"])
        p, finding = min(worst["p"] * len(tests), 1.0), {}
        if p < self._histograms.alarm:
            finding = {"finding": f"{worst['class_name']}.{worst['parameter']} {self.fault} (p {p:.1g})"}
        return self.at_least(self._histograms.alarm, p, parameters=tests, **finding)


class ParameterCoverage(HistogramCheck):
    """Every parameter covers its range evenly."""

    name = "parameter_coverage"
    promise = "every parameter of every class covers its range evenly (p of the chi-square tests, all together)"
    fault = "doesn't cover its range evenly"

    def test(self, histogram: _Histogram) -> dict[str, Any]:
        counts = histogram.counts.sum(axis=0).tolist()
        return {"low": histogram.low, "high": histogram.high, "counts": counts, "p": histogram.p_uniform()}


class SameRanges(HistogramCheck):
    """Every split has the same ranges of the parameters."""

    name = "same_ranges"
    promise = "every parameter has the same distribution in each split (p of the chi-square tests, all together)"
    fault = "differs between the splits"

    def test(self, histogram: _Histogram) -> dict[str, Any]:
        by_split = dict(zip(SPLITS, histogram.extremes.tolist(), strict=True))
        found = {split: extremes for split, extremes in by_split.items() if np.isfinite(extremes).all()}
        return found | {"p": histogram.p_same()}
