"""Trajectories of test that are copies of those of train are found, by how close the closest are."""

import numpy as np
import pytest

from curveball.validation.shortcuts.neighbors import _sign_test
from tests.support.leaks import near_twins_in_train_and_test


def test_distances_are_told_in_pixels(audited_copy):
    details = audited_copy.measure()["neighbors"].details
    assert len(details["quantiles"]) == len(details["across_px"]) == len(details["within_px"])
    assert details["across_px"] == sorted(details["across_px"])
    assert 0 < details["within_px"][0] < 24


def test_near_twins_are_told_of(audited_copy):
    near_twins_in_train_and_test(audited_copy)
    details = audited_copy.measure()["neighbors"].details
    assert details["finding"].startswith("of the closest pairs of trajectories, ")
    assert details["across_px"][0] == pytest.approx(0.01, rel=0.5)


@pytest.mark.parametrize(("closer", "suspicious"), [(0, False), (100, True), (-100, False)])
def test_only_distances_across_that_are_the_shorter_ones_are_suspicious(closer, suspicious):
    within = np.random.default_rng(0).uniform(200, 300, 1000)
    across = np.random.default_rng(1).uniform(200, 300, 1000) - closer
    p, share = _sign_test(within, across)
    assert (p < 0.001) is suspicious
    assert 0 <= share <= 1
