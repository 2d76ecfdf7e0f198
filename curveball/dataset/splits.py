"""Which split a sample belongs to: a function of its class and index alone, so growth moves no sample."""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from curveball.config.hold_out import quantities_of
from curveball.config.model import Config, Splits
from curveball.generation.quantities import draw_quantities
from curveball.numerics.random_streams import Purpose, uniforms
from curveball.structures import to_json

SPLITS = ("train", "validation", "test")
"""Names of the random splits, in the order of their numbers."""
SHIFTED = "test_shifted"
"""Name of the split of the samples that `splits.hold_out` holds out."""
TWINS = "twins"
"""Name of the split of the twins of samples of test."""
ALL_SPLITS = (*SPLITS, SHIFTED, TWINS)
"""Names of all splits that a dataset may have, in the order of their numbers."""

_BLOCK = 20
_SAMPLES_AT_A_TIME = 1 << 17
_NOT_OF_A_PLACE = {"checks", "exports", "samples_per_part", "samples_per_shard", "rows_per_file"}
"""Settings on which the split of a sample does not depend."""


def split_names(config: Config) -> tuple[str, ...]:
    """Return the names of the splits of a dataset, in the order of their numbers; a split may have no samples."""
    return _names(bool(config.splits.hold_out), bool(config.splits.twins))


def split_names_in(settings: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names of the splits of a dataset by its configuration, as JSON has it."""
    splits = settings.get("splits")
    further = splits if isinstance(splits, Mapping) else {}
    return _names(bool(further.get("hold_out")), bool(further.get("twins")))


def _names(has_hold_out: bool, has_twins: bool) -> tuple[str, ...]:
    return (*SPLITS, *([SHIFTED] if has_hold_out else []), *([TWINS] if has_twins else []))


def split_of(config: Config, class_name: str, indices: NDArray[np.int64]) -> NDArray[np.int8]:
    """Return the split of samples of a class.

    Indices are assigned in blocks of twenty. Each block holds the share of each split that keeps the running total
    within one sample of the exact fraction, in an order drawn for this block. The classes are therefore stratified, the
    fractions are exact wherever they can be, and a sample keeps its split whatever `samples_per_class` is. Samples that
    are held out leave their split, and no other sample takes their places.

    Args:
        config: The configuration; only what the place of a sample depends on matters: `seed`, `splits` and, with
            `splits.hold_out`, what the quantities depend on.
        class_name: Name of the class.
        indices: Shape (N,), not negative, in any order.

    Returns:
        Position of each sample's split in ALL_SPLITS, shape (N,).
    """
    indices = np.asarray(indices, dtype=np.int64)
    splits = _random_split_of(config, class_name, indices)
    if config.splits.hold_out:
        splits[is_held_out(config, class_name, indices)] = ALL_SPLITS.index(SHIFTED)
    return splits


def is_held_out(config: Config, class_name: str, indices: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which samples of a class `splits.hold_out` holds out, shape (N,)."""
    names = quantities_of(config, class_name)
    found = np.zeros(len(indices), dtype=bool)
    quantities = draw_quantities(config, class_name, indices, set(names.values())) if names else {}
    for key, name in names.items():
        found |= config.splits.hold_out[key].contains(quantities[name])
    return found


def _random_split_of(config: Config, class_name: str, indices: NDArray[np.int64]) -> NDArray[np.int8]:
    """Return the split of samples of a class without `splits.hold_out`, shape (N,)."""
    blocks, which = np.unique(indices // _BLOCK, return_inverse=True)
    order = uniforms(config.seed, class_name, Purpose.SPLIT, blocks, _BLOCK).T.argsort(axis=1, kind="stable")
    position = order.argsort(axis=1)[which, indices % _BLOCK]
    ends = _ends(config.splits, (blocks + 1) * _BLOCK) - _ends(config.splits, blocks * _BLOCK)
    splits: NDArray[np.int8] = (position[:, None] >= ends[which]).sum(axis=1).astype(np.int8)
    return splits


def split_counts(config: Config, class_name: str, stop: int | None = None) -> NDArray[np.int64]:
    """Return the number of a class's samples in each split but the twins, in the order of ALL_SPLITS.

    Args:
        config: The configuration.
        class_name: Name of the class.
        stop: Count only samples with an index below this one; None counts all.

    Returns:
        Shape (3,), or (4,) if samples are held out.
    """
    count = config.class_counts[class_name] if stop is None else stop
    if config.splits.hold_out:
        return np.array(_counts_with_hold_out(Places(config), class_name, count))
    first = count // _BLOCK * _BLOCK
    rest = _random_split_of(config, class_name, np.arange(first, count))
    whole = np.diff(np.append(0, _ends(config.splits, np.array([first]))[0]), append=first)
    counts: NDArray[np.int64] = whole + np.bincount(rest, minlength=len(SPLITS))
    return counts


class Places:
    """A configuration that equals others which put every sample in the same place, so that results can be cached."""

    def __init__(self, config: Config):
        """Compare all settings but those that no place depends on."""
        self.config = config
        self._settings = json.dumps(to_json(config, *_NOT_OF_A_PLACE))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Places) and self._settings == other._settings

    def __hash__(self) -> int:
        return hash(self._settings)


@lru_cache(maxsize=64)
def _counts_with_hold_out(places: Places, class_name: str, count: int) -> tuple[int, ...]:
    """Return the number of a class's samples in each split: counted once, because they must be drawn for that."""
    config = places.config
    counts = np.zeros(len((*SPLITS, SHIFTED)), dtype=np.int64)
    for first in range(0, count, _SAMPLES_AT_A_TIME):
        splits = split_of(config, class_name, np.arange(first, min(first + _SAMPLES_AT_A_TIME, count)))
        counts += np.bincount(splits, minlength=len(counts))
    return tuple(counts.tolist())


def largest_share(config: Config, split: str) -> float:
    """Return the fraction of a split that the largest class is expected to have: 0.25 for four classes of equal size.

    It is the accuracy of the best answer that is always the same.
    """
    counts = list(config.class_counts.values())
    if config.splits.hold_out:
        counts = [int(split_counts(config, name)[ALL_SPLITS.index(split)]) for name in config.classes]
    return max(counts) / max(sum(counts), 1)


def _ends(splits: Splits, counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return where train and validation end when `counts` (N,) samples are divided by the fractions, shape (N, 2).

    Validation takes its part of what train leaves, not of the whole, so that no split ever shrinks as the count grows.
    """
    train = np.rint(counts * splits.train)
    held_out = splits.validation + splits.test
    validation = np.rint((counts - train) * (splits.validation / held_out if held_out else 0.0))
    return np.stack([train, train + validation], axis=1).astype(np.int64)
