"""Rows are counted, and those that occur twice are named."""

import numpy as np
import pytest

from curveball.generation.columns import to_numpy
from tests.support.faults import a_row_in_two_splits
from tests.support.planting import TRAIN, with_column


def test_counts_are_those_of_the_dataset(copy):
    counts = copy.check("row_counts").details.counts
    assert counts == {
        split: {"linear": n, "circular": n} for split, n in (("train", 16), ("validation", 2), ("test", 2))
    }


def test_what_occurs_twice_is_named(copy):
    a_row_in_two_splits(copy)
    row = copy.read(TRAIN).slice(0, 1)
    found = copy.measure()
    assert found["unique_samples"].examples == row["sample_id"].to_pylist()
    assert found["unique_videos"].examples == row["digest"].to_pylist()


def test_classes_are_counted_over_all_splits(copy):
    assert copy.check("class_balance").details.counts == {"linear": 20, "circular": 20}


@pytest.mark.parametrize(("shift_px", "repeated"), [(0, 1), (0.01, 0), (3, 1), (np.nan, 1)])
def test_videos_of_different_balls_may_coincide_if_they_are_close(copy, shift_px, repeated):
    table = copy.read(TRAIN)
    for column in ("video", "digest"):
        values = table[column].to_pylist()
        values[1] = values[0]
        table = with_column(table, column, values)
    centers, radii = (to_numpy(table[column]).copy() for column in ("trajectory_2d", "radius_px"))
    centers[1], radii[1] = centers[0] + np.float32(shift_px), radii[0]
    copy.write(TRAIN, with_column(with_column(table, "trajectory_2d", centers), "radius_px", radii))
    assert copy.check("unique_videos").value == repeated
