"""Hugging Face's `datasets`: the folder of a dataset is loaded as it is."""

import functools

import numpy as np
import pytest
from datasets import ClassLabel, load_dataset

import curveball
from curveball.dataset.reader import Dataset
from curveball.dataset.splits import SPLITS


@pytest.fixture(scope="module")
def loaded(made, tmp_path_factory):
    return load_dataset(str(made.folder), cache_dir=str(tmp_path_factory.mktemp("cache")))


def assert_equal(rows, dataset: Dataset) -> None:
    for row, sample in zip(rows, dataset, strict=True):
        assert list(row) == list(sample)
        for name, value in sample.items():
            np.testing.assert_array_equal(row[name], value, err_msg=name)


def test_splits_and_labels(made, loaded):
    assert {split: len(loaded[split]) for split in SPLITS} == {s: len(Dataset(made.folder, s)) for s in SPLITS}
    assert loaded["train"].features["label"] == ClassLabel(names=list(made.config.classes))
    assert loaded["train"].column_names == Dataset(made.folder).schema.names


def test_rows_are_decoded_to_samples(made, loaded):
    assert_equal(loaded["test"].with_transform(curveball.decode_rows), Dataset(made.folder, "test"))


def test_rows_are_streamed(made):
    stream = load_dataset(str(made.folder), split="test", streaming=True)
    assert stream.features["label"].names == list(made.config.classes)
    assert_equal(stream.map(curveball.decode_rows, batched=True, batch_size=3), Dataset(made.folder, "test"))


def test_some_columns_are_decoded_if_the_shape_is_told(made, loaded):
    decode = functools.partial(curveball.decode_rows, shape=(16, 64, 64, 3))
    videos = loaded["train"].select_columns(["video"]).with_transform(decode)

    np.testing.assert_array_equal(videos[70]["video"], Dataset(made.folder, "train")[70]["video"])
