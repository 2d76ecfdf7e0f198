"""Which samples are regenerated and measured in their pixels, and which ones train and test the classifiers."""

import math
from functools import cache

import numpy as np
from numpy.typing import NDArray

from curveball.config.model import Config
from curveball.dataset import layout
from curveball.dataset.splits import ALL_SPLITS
from curveball.numerics.random_streams import Purpose, uniforms

_MIN_REGENERATED = 400
# More rows do not change what the classifiers find: `benchmarks/audit_reference.py` compares them.
_MAX_PROBED = {"train": 9_000, "validation": 3_000, "test": 3_000}
_MAX_TRACKED = {"train": 24_000, "validation": 6_000, "test": 6_000}


class Selection:
    """Selects by class, index and split alone, so that every process selects the same samples, in any order."""

    def __init__(self, config: Config):
        self._config = config
        self._regenerated = cache(self._draw_regenerated)

    def is_regenerated(self, class_name: str, indices: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Tell which indices (N,) of a class are regenerated: a random fraction of the class.

        The fraction is `checks.regenerated_fraction`, or more if the dataset would have fewer than 400 such samples. At
        least one sample of every shard is regenerated, so that no shard can be that of another dataset.
        """
        chosen = self._regenerated(class_name)
        places = np.minimum(np.searchsorted(chosen, indices), len(chosen) - 1)
        return np.asarray(chosen[places] == indices)

    def is_probed(self, split: int, indices: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Tell which indices (N,) of a class train or test the classifiers if they are in a split: evenly spaced ones.

        At most about 9,000 rows of train and 3,000 each of validation and test are probed, however large the data is.
        """
        return self._is_spread(_MAX_PROBED, split, indices)

    def is_tracked(self, split: int, indices: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Tell the same for classifiers of the track of the ball, whose rows cost less: there are more of them."""
        return self._is_spread(_MAX_TRACKED, split, indices)

    def _is_spread(self, limits: dict[str, int], split: int, indices: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Tell which indices (N,) are among as many evenly spaced ones of a split as its limit allows."""
        name = ALL_SPLITS[split]
        if name not in limits:
            return np.zeros(len(indices), dtype=bool)
        available = getattr(self._config.splits, name) * self._config.total_samples
        fraction = limits[name] / max(available, 1)
        return np.asarray(np.floor((indices + 1) * fraction) > np.floor(indices * fraction))

    def _draw_regenerated(self, class_name: str) -> NDArray[np.int64]:
        """Return the regenerated indices of a class in ascending order: those with the smallest random numbers."""
        config = self._config
        wanted = config.checks.regenerated_fraction * config.class_counts[class_name]
        count = math.ceil(max(wanted, _MIN_REGENERATED / len(config.classes)))
        first_of_shards, chosen, numbers = [], np.empty(0, dtype=np.int64), np.empty(0)
        for shard in layout.shards_of_class(config, class_name):
            indices = np.arange(shard.first, shard.first + shard.count)
            u = uniforms(config.seed, class_name, Purpose.AUDIT, indices, 1)[0]
            first_of_shards.append(indices[u.argmin()])
            if len(numbers) == count:
                indices, u = indices[u < numbers[-1]], u[u < numbers[-1]]
            chosen, numbers = np.append(chosen, indices), np.append(numbers, u)
            smallest = numbers.argsort(kind="stable")[:count]
            chosen, numbers = chosen[smallest], numbers[smallest]
        return np.union1d(chosen, first_of_shards)
