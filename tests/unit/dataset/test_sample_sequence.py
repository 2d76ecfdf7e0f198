"""Datasets and streams are lists of samples with the same interface."""

import numpy as np
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
