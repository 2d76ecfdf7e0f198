"""Rows with labels, for classifiers."""

import numpy as np


def labeled(seed: int, gap: float, count: int = 300) -> tuple[np.ndarray, np.ndarray]:
    """Return features (N, 2) of three classes whose means are `gap` apart, and labels (N,)."""
    rng = np.random.default_rng(seed)
    y = np.arange(count) % 3
    return rng.normal(size=(count, 2)) + gap * y[:, None], y
