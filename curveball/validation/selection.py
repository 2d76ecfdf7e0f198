"""Which samples are looked at closely: by the audit of pixels, and by the classifiers of the shortcut audit."""

import math
from functools import cache

import numpy as np

from curveball.config.model import Config
from curveball.dataset.splits import SPLITS
from curveball.numerics.random_streams import Purpose, uniforms

_AUDITED_AT_LEAST = 400
# More rows than this teach the classifiers nothing that matters: see docs/audit.md.
_OBSERVED_AT_MOST = {"train": 6_000, "validation": 0, "test": 3_000}


class Selection:
    """Chooses by class, index and split alone, so that the same samples are chosen whoever asks, and in any order."""

    def __init__(self, config: Config):
        self._config = config
        self._audited = cache(self._draw_audited)

    def is_audited(self, class_name: str, indices: np.ndarray) -> np.ndarray:
        """Tell which indices (N,) of a class are audited: a part of them, drawn at random, but not too few."""
        return np.isin(indices, self._audited(class_name))

    def is_observed(self, split: int, indices: np.ndarray) -> np.ndarray:
        """Tell which indices (N,) of a class classifiers see, if they are in this split: evenly spread ones."""
        name = SPLITS[split]
        available = getattr(self._config.splits, name) * self._config.total_samples
        share = _OBSERVED_AT_MOST[name] / max(available, 1)
        return indices * share % 1 < share

    def _draw_audited(self, class_name: str) -> np.ndarray:
        config = self._config
        enough = max(
            config.checks.regenerated_fraction * config.samples_per_class, _AUDITED_AT_LEAST / len(config.classes)
        )
        u = uniforms(config.seed, class_name, Purpose.AUDIT, np.arange(config.samples_per_class), 1)[0]
        return np.argsort(u, kind="stable")[: math.ceil(enough)]
