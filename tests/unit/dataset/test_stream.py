"""A stream is the dataset without files, and more."""

import itertools
import pickle

import numpy as np
import pytest

from curveball.config.errors import CurveballError
from curveball.config.loading import parse_config
from curveball.dataset.reader import Dataset
from curveball.dataset.stream import Stream


@pytest.fixture(scope="module")
def train(made) -> Stream:
    return Stream(made.config, "train")


def ids(samples) -> list[str]:
    return [sample["sample_id"] for sample in samples]


@pytest.mark.parametrize("split", ["test", None])
def test_a_stream_equals_the_files(made, split):
    stored, stream = Dataset(made.folder, split), Stream(made.config, split)

    assert len(stored) == len(stream)
    assert stored.schema.equals(stream.schema, check_metadata=True)
    for expected, sample in zip(stored, stream, strict=True):
        assert list(sample) == list(expected)
        for name, value in expected.items():
            np.testing.assert_array_equal(sample[name], value, err_msg=name)


def test_a_sample_anywhere_is_that_of_the_files(made, train):
    for position in (50, -1):
        expected, sample = Dataset(made.folder, "train")[position], train[position]
        assert sample["digest"] == expected["digest"]
        np.testing.assert_array_equal(sample["video"], expected["video"])


def test_its_table_is_that_of_the_files(made):
    expected = Dataset(made.folder, "test").to_pandas()
    table = Stream(made.config, "test").to_pandas()

    assert list(table.columns) == list(expected.columns)
    assert table["digest"].tolist() == expected["digest"].tolist()
    assert table["linear_length_m"].equals(expected["linear_length_m"])
    assert table["trajectory_3d"].iloc[3][5].tolist() == expected["trajectory_3d"].iloc[3][5].tolist()


def test_fresh_samples_are_others(made):
    test = Stream(made.config, "test", columns=["sample_id"])
    assert ids(test.fresh(0)) == ids(test)
    more = ids(test.fresh(1)) + ids(test.fresh(2))
    assert len({*ids(test), *more}) == len(test) + len(more)
    assert {int(name.split("-")[1]) // made.config.samples_per_class for name in more} == {1, 2}


def test_an_endless_stream_begins_with_the_dataset_and_is_shared_by_shards(made):
    stream = Stream(made.config, "test", columns=["sample_id"])
    whole = ids(itertools.islice(stream.endless(), 36))

    assert whole == (ids(stream) + ids(stream.fresh(1)) + ids(stream.fresh(2)) + ids(stream.fresh(3)))[:36]
    assert [ids(itertools.islice(stream.endless(shard, 3), 12)) for shard in range(3)] == [
        whole[shard:36:3] for shard in range(3)
    ]
    assert ids(itertools.islice(stream.endless(1, 3, first=21), 4)) == whole[22:34:3]


def test_a_copy_in_another_process_generates_the_same(train):
    copy = pickle.loads(pickle.dumps(train[3:5]))  # noqa: S301
    assert ids(copy) == ids(train[3:5])


def test_a_split_that_there_is_not_is_refused(made):
    with pytest.raises(CurveballError, match="found the split 'val', expected one of: train, validation, test"):
        Stream(made.config, "val")


def test_a_part_of_a_stream_has_no_other_samples(train):
    for part in (train[1::2], train.shuffled(0), train[:0]):
        with pytest.raises(CurveballError, match="only a whole stream has other samples"):
            part.fresh(1)
        with pytest.raises(CurveballError, match="only a whole stream has other samples"):
            part.endless()
    assert ids(train[:].fresh(1)) == ids(train.fresh(1))


@pytest.mark.parametrize("number", [-1, 2**60])
def test_other_samples_have_indices_that_there_are(train, number):
    with pytest.raises(CurveballError, match=f"fresh: found {number}, expected 0 to "):
        train.fresh(number)
    with pytest.raises(TypeError):
        train.fresh(1.5)


def test_an_endless_stream_knows_its_shards(train):
    for shard, shards in [(2, 2), (-1, 2), (0, 0)]:
        with pytest.raises(CurveballError, match=f"shard: found {shard}, expected 0 to {shards - 1}"):
            train.endless(shard, shards)
    with pytest.raises(CurveballError, match="first: found -1"):
        train.endless(first=-1)


def test_an_endless_stream_of_nothing_is_refused():
    config = parse_config({"samples_per_class": 2, "splits": {"train": 1, "validation": 0, "test": 0}})
    with pytest.raises(CurveballError, match=r"splits\.test is 0: the split has no samples"):
        Stream(config, "test").endless()
