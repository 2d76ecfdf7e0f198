"""Which split a sample belongs to: a function of its index within its class, so that growth moves no sample."""

import numpy as np

from curveball.config.model import Config, Splits
from curveball.numerics.random_streams import Purpose, uniforms

SPLITS = ("train", "validation", "test")

_BLOCK = 20


def split_of(config: Config, class_name: str, indices: np.ndarray) -> np.ndarray:
    """Return the number of the split (0 train, 1 validation, 2 test) of each index of a class.

    Indices are dealt out in blocks of twenty: each block holds the share of each split that keeps the running total
    within one sample of the exact fraction, in an order drawn for this block. So classes are stratified, the fractions
    are exact wherever they can be, and a sample keeps its split whatever `samples_per_class` is.

    Args:
        config: The configuration; only `seed` and `splits` matter.
        class_name: Name of the class.
        indices: Shape (N,), int64, not negative.

    Returns:
        Shape (N,), int8.
    """
    indices = np.asarray(indices, dtype=np.int64)
    blocks, which = np.unique(indices // _BLOCK, return_inverse=True)
    order = uniforms(config.seed, class_name, Purpose.SPLIT, blocks, _BLOCK).T.argsort(axis=1, kind="stable")
    position = order.argsort(axis=1)[which, indices % _BLOCK]
    ends = _ends(config.splits, (blocks + 1) * _BLOCK) - _ends(config.splits, blocks * _BLOCK)
    return (position[:, None] >= ends[which]).sum(axis=1).astype(np.int8)


def split_counts(config: Config, class_name: str) -> np.ndarray:
    """Return how many of a class's samples each split has, shape (3,), int64."""
    first = config.samples_per_class // _BLOCK * _BLOCK
    rest = split_of(config, class_name, np.arange(first, config.samples_per_class))
    whole = np.diff(np.append(0, _ends(config.splits, np.array([first]))[0]), append=first)
    return whole + np.bincount(rest, minlength=len(SPLITS))


def _ends(splits: Splits, counts: np.ndarray) -> np.ndarray:
    """Return where train and validation end when so many (N,) samples are dealt out by the fractions: (N, 2).

    The rest of train is parted, not the whole, so that no split ever shrinks as the count grows.
    """
    train = np.rint(counts * splits.train)
    held_out = splits.validation + splits.test
    validation = np.rint((counts - train) * (splits.validation / held_out if held_out else 0.0))
    return np.stack([train, train + validation], axis=1).astype(np.int64)
