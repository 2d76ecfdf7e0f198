"""Rows are counted, and those that stand there twice are named."""

from tests.support.faults import a_row_in_two_splits
from tests.support.planting import TRAIN


def test_counts_are_those_of_the_dataset(copy):
    counts = copy.measure()["row_counts"].details["counts"]
    assert counts == {
        split: {"linear": n, "circular": n} for split, n in (("train", 16), ("validation", 2), ("test", 2))
    }


def test_what_stands_there_twice_is_named(copy):
    a_row_in_two_splits(copy)
    row = copy.read(TRAIN).slice(0, 1)
    found = copy.measure()
    assert found["disjoint_splits"].details["examples"] == row["sample_id"].to_pylist()
    assert found["unique_videos"].details["examples"] == row["digest"].to_pylist()


def test_classes_are_counted_whatever_their_split(copy):
    assert copy.measure()["balance"].details["counts"] == {"linear": 20, "circular": 20}
