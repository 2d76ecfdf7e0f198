"""Grain, the loader of JAX: a dataset or a stream is a random-access source."""

import grain
import numpy as np
import pytest

from curveball.dataset.reader import Dataset
from curveball.dataset.stream import Stream


@pytest.fixture(params=["files", "stream"])
def train(made, request) -> Dataset | Stream:
    columns = ["label", "index", "video"]
    if request.param == "files":
        return Dataset(made.folder, "train", columns=columns)
    return Stream(made.config, "train", columns=columns)


def test_samples_are_shuffled_and_batched_by_threads(train):
    pipeline = grain.MapDataset.source(train).shuffle(seed=1).batch(8)
    batches = list(pipeline.to_iter_dataset(grain.ReadOptions(num_threads=4)))

    assert batches[0]["video"].shape == (8, 16, 64, 64, 3)
    found = sorted((int(k), int(i)) for batch in batches for k, i in zip(batch["label"], batch["index"], strict=True))
    assert found == sorted((sample["label"], sample["index"]) for sample in train)


def test_a_pipeline_keeps_the_order(train):
    (first, *_) = grain.MapDataset.source(train).batch(4)
    np.testing.assert_array_equal(first["video"], train.batch(slice(4))["video"])
