"""The order of the samples: that of the dataset's files, and a different one for each epoch of training."""

import operator
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from curveball.config.errors import CurveballError
from curveball.config.model import Config
from curveball.dataset.splits import ALL_SPLITS, split_counts, split_of
from curveball.numerics.random_streams import Purpose, uniforms

MAX_INDEX = 2**53 - 1
"""Largest index of a sample within its class: JSON and float64 hold it exactly."""

_MAX_SEED = 2**63 - 1
_RANGES = 1 << 14
_ROWS_AT_A_TIME = 1 << 20


class RowsOfSplit(NamedTuple):
    """Consecutive rows of a split, by the numbers of their classes."""

    before: NDArray[np.int64]
    """Number of rows of each class that precede them in the split, shape (classes,)."""
    classes: NDArray[np.int16]
    """Class number of each row, shape (rows,)."""


def class_order(config: Config, split: str, first: int = 0, stop: int | None = None) -> RowsOfSplit:
    """Return the class numbers of rows of a split, whose order is uniformly random.

    The order is that of one random number per row. All are drawn twice, first to count how many are in each of many
    small ranges, then to sort those in the ranges of the rows that are asked for. So memory grows with these rows only.

    Args:
        config: The configuration.
        split: One of `split_names`.
        first: Number of the first row.
        stop: Number of the row after the last one; None for all.
    """
    counts = [int(split_counts(config, class_name)[ALL_SPLITS.index(split)]) for class_name in config.classes]
    stop = sum(counts) if stop is None else stop
    if first >= stop:
        return RowsOfSplit(np.zeros(len(counts), dtype=np.int64), np.empty(0, dtype=np.int16))
    tally = np.zeros((len(counts), _RANGES), dtype=np.int64)
    for number, _, ranges in _draws(config, split, counts):
        tally[number] += np.bincount(ranges, minlength=_RANGES)
    ends = tally.sum(axis=0).cumsum()
    low, high = np.searchsorted(ends, [first, stop - 1], side="right")
    found = [
        (np.full(np.count_nonzero(chosen), number, dtype=np.int16), u[chosen])
        for number, u, ranges in _draws(config, split, counts)
        for chosen in [(ranges >= low) & (ranges <= high)]
    ]
    classes, u = (np.concatenate(parts) for parts in zip(*found, strict=True))
    classes = classes[u.argsort(kind="stable")]
    skipped = first - (int(ends[low - 1]) if low else 0)
    before = tally[:, :low].sum(axis=1) + np.bincount(classes[:skipped], minlength=len(counts))
    return RowsOfSplit(before, classes[skipped : skipped + stop - first])


def _draws(
    config: Config, split: str, counts: Sequence[int]
) -> Iterator[tuple[int, NDArray[np.float64], NDArray[np.int64]]]:
    """Yield class number, random numbers and their ranges of the rows of a split, class by class, some at a time."""
    first = 0
    for number, count in enumerate(counts):
        for start in range(first, first + count, _ROWS_AT_A_TIME):
            rows = np.arange(start, min(start + _ROWS_AT_A_TIME, first + count))
            u = uniforms(config.seed, split, Purpose.SHUFFLE, rows, 1)[0]
            yield number, u, (u * _RANGES).astype(np.int64)
        first += count


def sample_order(config: Config, split: str, fresh: int = 0) -> tuple[NDArray[np.int16], NDArray[np.int64]]:
    """Return which sample each row of a split is: the classes interleaved at random, each in the order of its indices.

    Args:
        config: The configuration.
        split: One of `split_names`.
        fresh: 0 for the samples of the dataset. k for as many others: samples of the same split whose index is at
            least k times and less than k + 1 times the number of samples of its class.

    Returns:
        Class number and index within the class of each row, shape (rows,) each.

    Raises:
        CurveballError: `fresh` is negative, or an index would exceed MAX_INDEX.
        TypeError: `fresh` is not an integer.
    """
    counts = config.class_counts
    most = max(counts.values())
    if not 0 <= operator.index(fresh) <= MAX_INDEX // most - 1:
        raise CurveballError(f"fresh: found {fresh}, expected 0 to {MAX_INDEX // most - 1}")
    windows = [(name, np.arange(fresh * count, (fresh + 1) * count)) for name, count in counts.items()]
    of_class = [window[split_of(config, name, window) == ALL_SPLITS.index(split)] for name, window in windows]
    classes = _interleaved(config, split, [len(indices) for indices in of_class], fresh * config.total_samples)
    indices = np.empty(len(classes), dtype=np.int64)
    for number, values in enumerate(of_class):
        indices[classes == number] = values
    return classes, indices


def epoch_order(length: int, epoch: int, seed: int = 0) -> NDArray[np.int64]:
    """Return a permutation of `length` positions that depends on the epoch and the seed only, shape (length,).

    Raises:
        CurveballError: The seed is not in [0, 2**63).
        TypeError: The epoch or the seed is not an integer.
    """
    if not 0 <= operator.index(seed) <= _MAX_SEED:
        raise CurveballError(f"seed: found {seed}, expected 0 to {_MAX_SEED}")
    u = uniforms(seed, f"epoch {operator.index(epoch)}", Purpose.SHUFFLE, np.arange(length), 1)[0]
    order: NDArray[np.int64] = u.argsort(kind="stable")
    return order


def _interleaved(config: Config, split: str, counts: list[int], first: int) -> NDArray[np.int16]:
    """Return `counts` numbers of each class in the random order of the numbers from `first` on, shape (rows,)."""
    classes = np.repeat(np.arange(len(counts), dtype=np.int16), counts)
    u = uniforms(config.seed, split, Purpose.SHUFFLE, np.arange(first, first + len(classes)), 1)[0]
    shuffled: NDArray[np.int16] = classes[u.argsort(kind="stable")]
    return shuffled
