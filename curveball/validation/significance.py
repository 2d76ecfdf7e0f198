"""Tests of significance. `scipy.stats` has them too, but its import takes longer than all tests of a validation."""

import numpy as np
from numpy.typing import NDArray


def chi_square_p(observed: NDArray[np.int64], expected: NDArray[np.float64], constraints: int = 1) -> float:
    """Return the p-value of Pearson's chi-square test (K. Pearson, 1900).

    Args:
        observed: How often each outcome was observed, of any shape.
        expected: How often it is expected, of the same shape; all above 0.
        constraints: How many sums of the expected numbers are known from the observed ones.
    """
    from scipy.special import chdtrc

    statistic = float((np.square(observed - expected) / expected).sum())
    return float(chdtrc(observed.size - constraints, statistic))


def uniformity_p(counts: NDArray[np.int64]) -> float:
    """Return the p-value of equal frequencies of all outcomes, shape (K,) with K > 1."""
    return chi_square_p(counts, np.full(counts.shape, counts.mean()))


def homogeneity_p(table: NDArray[np.int64]) -> float:
    """Return the p-value of equal distributions over the columns in every row, shape (R, C), without empty ones."""
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    return chi_square_p(table, np.outer(rows, columns) / table.sum(), constraints=len(rows) + len(columns) - 1)


def more_often_p(successes: int, trials: int) -> float:
    """Return the probability of at least as many successes, if each trial succeeds with probability 1/2."""
    from scipy.special import bdtrc

    return float(bdtrc(successes - 1, trials, 0.5)) if successes else 1.0
