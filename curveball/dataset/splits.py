"""Which split a sample belongs to: a function of its index within its class, so growth moves no sample."""

import numpy as np
from numpy.typing import NDArray

from curveball.config.model import Config, Splits
from curveball.numerics.random_streams import Purpose, uniforms

SPLITS = ("train", "validation", "test")
"""Names of the splits, in the order of their numbers."""

_BLOCK = 20


def split_of(config: Config, class_name: str, indices: NDArray[np.int64]) -> NDArray[np.int8]:
    """Return the split of samples of a class.

    Indices are assigned in blocks of twenty. Each block holds the share of each split that keeps the running total
    within one sample of the exact fraction, in an order drawn for this block. The classes are therefore stratified, the
    fractions are exact wherever they can be, and a sample keeps its split whatever `samples_per_class` is.

    Args:
        config: The configuration; only `seed` and `splits` matter.
        class_name: Name of the class.
        indices: Shape (N,), not negative, in any order.

    Returns:
        Position of each sample's split in SPLITS, shape (N,).
    """
    indices = np.asarray(indices, dtype=np.int64)
    blocks, which = np.unique(indices // _BLOCK, return_inverse=True)
    order = uniforms(config.seed, class_name, Purpose.SPLIT, blocks, _BLOCK).T.argsort(axis=1, kind="stable")
    position = order.argsort(axis=1)[which, indices % _BLOCK]
    ends = _ends(config.splits, (blocks + 1) * _BLOCK) - _ends(config.splits, blocks * _BLOCK)
    splits: NDArray[np.int8] = (position[:, None] >= ends[which]).sum(axis=1).astype(np.int8)
    return splits


def split_counts(config: Config, class_name: str) -> NDArray[np.int64]:
    """Return the number of a class's samples in each split, shape (3,), in the order of SPLITS."""
    count = config.class_counts[class_name]
    first = count // _BLOCK * _BLOCK
    rest = split_of(config, class_name, np.arange(first, count))
    whole = np.diff(np.append(0, _ends(config.splits, np.array([first]))[0]), append=first)
    counts: NDArray[np.int64] = whole + np.bincount(rest, minlength=len(SPLITS))
    return counts


def largest_share(config: Config, split: str) -> float:
    """Return the fraction of a split that the largest class is expected to have: 0.25 for four classes of equal size.

    It is the accuracy of the best answer that is always the same.
    """
    return max(config.class_counts.values()) / config.total_samples


def _ends(splits: Splits, counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return where train and validation end when `counts` (N,) samples are divided by the fractions, shape (N, 2).

    Validation takes its part of what train leaves, not of the whole, so that no split ever shrinks as the count grows.
    """
    train = np.rint(counts * splits.train)
    held_out = splits.validation + splits.test
    validation = np.rint((counts - train) * (splits.validation / held_out if held_out else 0.0))
    return np.stack([train, train + validation], axis=1).astype(np.int64)
