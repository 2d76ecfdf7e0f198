"""Rows are counted, and those that occur twice are named."""

from tests.support.faults import a_row_in_two_splits
from tests.support.planting import TRAIN


def test_counts_are_those_of_the_dataset(copy):
    counts = copy.measure()["row_counts"].details.counts
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
    assert copy.measure()["class_balance"].details.counts == {"linear": 20, "circular": 20}
