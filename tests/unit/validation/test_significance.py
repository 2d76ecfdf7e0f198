"""P-values are those of scipy.stats, which takes too long to import in a job."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from curveball.validation.significance import homogeneity_p, more_often_p, uniformity_p

COUNTS = st.lists(st.integers(1, 200), min_size=2, max_size=16)
TABLES = st.integers(2, 16).flatmap(
    lambda columns: st.lists(st.lists(st.integers(1, 200), min_size=columns, max_size=columns), min_size=2, max_size=3)
)


@given(COUNTS)
def test_uniformity_is_tested_by_chi_square(counts):
    assert uniformity_p(np.array(counts)) == pytest.approx(stats.chisquare(counts).pvalue, rel=1e-9, abs=1e-300)


@given(TABLES)
def test_homogeneity_is_tested_by_chi_square(table):
    expected = stats.chi2_contingency(table, correction=False).pvalue
    assert homogeneity_p(np.array(table)) == pytest.approx(expected, rel=1e-9, abs=1e-300)


@given(st.integers(0, 40), st.integers(1, 40))
def test_more_successes_than_half_are_tested_by_the_binomial_distribution(successes, trials):
    successes = min(successes, trials)
    expected = stats.binomtest(successes, trials, 0.5, alternative="greater").pvalue
    assert more_often_p(successes, trials) == pytest.approx(expected, rel=1e-9)
