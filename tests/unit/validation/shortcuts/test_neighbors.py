"""Near-duplicates of train in test are found by the distances of the closest pairs."""

import numpy as np
import pytest

from curveball.validation.shortcuts.neighbors import _sign_test
from tests.support.leaks import near_duplicates_in_train_and_test


def test_distances_are_given_in_pixels(audited_copy):
    details = audited_copy.check("nearest_neighbors").details
    assert len(details.quantiles) == len(details.across_px) == len(details.within_px)
    assert details.across_px == sorted(details.across_px)
    assert 0 < details.within_px[0] < 24


def test_near_duplicates_are_found(audited_copy):
    near_duplicates_in_train_and_test(audited_copy)
    found = audited_copy.check("nearest_neighbors")
    assert "of the closest pairs of trajectories are between test and train" in found.finding
    assert found.details.closest_across > 0.9
    assert found.details.across_px[0] == pytest.approx(0.01, rel=0.5)


@pytest.mark.parametrize(("closer", "suspicious"), [(0, False), (100, True), (-100, False)])
def test_only_shorter_distances_across_are_suspicious(closer, suspicious):
    within = np.random.default_rng(0).uniform(200, 300, 1000)
    across = np.random.default_rng(1).uniform(200, 300, 1000) - closer
    p_value, fraction = _sign_test(within, across)
    assert (p_value < 0.001) is suspicious
    assert 0 <= fraction <= 1
