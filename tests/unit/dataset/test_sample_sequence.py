"""Datasets and streams are lists of samples with the same interface."""

import numpy as np
import pandas
import pytest

from curveball.dataset.reader import Dataset
from curveball.dataset.sample_sequence import SampleSequence
from curveball.dataset.stream import Stream


@pytest.fixture(scope="module", params=["files", "stream"])
def source(made, request) -> SampleSequence:
    return Dataset(made.folder) if request.param == "files" else Stream(made.config)


def assert_equal(batch, samples) -> None:
    assert list(batch) == list(samples[0])
    for name, values in batch.items():
        np.testing.assert_array_equal(values, np.stack([sample[name] for sample in samples]), err_msg=name)


def test_a_batch_is_its_samples_stacked(source):
    positions = [70, 3, 3, -1, *range(32)]
    assert_equal(source.batch(positions, threads=2), list(source[positions]))


def test_a_batch_has_arrays_and_texts(source):
    batch = source.batch(slice(2, 5))

    assert (batch["video"].shape, batch["video"].dtype) == ((3, 16, 64, 64, 3), np.uint8)
    assert (batch["label"].dtype, batch["jitter_std"].dtype) == (np.int64, np.float64)
    assert [type(text) for text in batch["equation"]] == [str] * 3


def test_an_empty_batch_has_the_same_columns(source):
    batch = source.batch([])

    assert list(batch) == source.schema.names
    assert batch["video"].shape == (0, 16, 64, 64, 3)
    assert batch["trajectory_3d"].shape == (0, 16, 3)


def test_batches_are_all_samples_in_their_order(source):
    part = source[::-6]
    batches = list(part.batches(7))

    assert [len(batch["label"]) for batch in batches] == [7, 7, 2]
    assert [name for batch in batches for name in batch["sample_id"]] == [sample["sample_id"] for sample in part]
    assert_equal(batches[-1], list(part[14:]))


def test_many_samples_are_fetched_together(source):
    assert [sample["sample_id"] for sample in source[5:].__getitems__([3, 0])] == [
        source[8]["sample_id"],
        source[5]["sample_id"],
    ]


def test_an_epoch_has_all_samples_in_another_order(source):
    names = [source.shuffled(epoch).to_pandas().index.tolist() for epoch in (0, 1)]

    assert names[0] != names[1]
    assert sorted(names[0]) == sorted(names[1]) == sorted(source.to_pandas().index)
    assert len(source.shuffled(1)[1::4]) == 24


def test_positions_beyond_the_end_are_index_errors(source):
    for positions in ([0, len(source)], [-len(source) - 1]):
        with pytest.raises(IndexError):
            source.batch(positions)


def test_the_layout_of_pytorch_can_be_asked_for(made):
    for source in (Dataset, Stream):
        where = made.folder if source is Dataset else made.config
        part = source(where, "test", columns=["video"], layout="TCHW", dtype="float32")
        expected = source(where, "test").batch(slice(4))["video"].transpose(0, 1, 4, 2, 3) / np.float32(255)

        np.testing.assert_array_equal(part.batch(slice(4))["video"], expected)
        np.testing.assert_array_equal(part[3]["video"], expected[3])


@pytest.mark.parametrize("kind", [np.array, list, pandas.Series])
def test_a_mask_selects_samples(source, kind):
    mask = np.arange(len(source)) % 40 == 7

    for whole in (source, source[::-1]):
        expected = [whole[position]["sample_id"] for position in (7, 47, 87)]
        assert [sample["sample_id"] for sample in whole[kind(mask)]] == expected
        assert whole.batch(kind(mask))["sample_id"] == expected
    with pytest.raises(IndexError, match="found 95 booleans, expected one for each of the 96 samples"):
        source[kind(mask[1:])]


def test_a_position_is_never_taken_for_another_one(source):
    beyond = np.array([2**64 - 1], dtype=np.uint64)
    for part in (source, source.shuffled(0)):
        with pytest.raises(IndexError, match="found the position 18446744073709551615, but there are 96 samples"):
            part[beyond]
        for position in (1.0, np.True_, "video", None):
            with pytest.raises(TypeError):
                part[position]


@pytest.mark.parametrize("size", [0, -1])
def test_a_batch_has_at_least_one_sample(source, size):
    with pytest.raises(ValueError, match=f"found a batch of {size} samples, expected at least 1"):
        source.batches(size)
