"""A batch is worked out once, and leaves out what can't be looked at."""

import numpy as np
import pyarrow as pa
import pytest

from curveball.generation.encoding import decode_video
from curveball.validation.batch import Batch
from curveball.validation.selection import Selection
from curveball.validation.shortcuts.frame_summary import Observer
from tests.support.planting import TRAIN, Copy, with_column


@pytest.fixture
def train(copy) -> pa.Table:
    return copy.read(TRAIN).slice(0, 6)


def batch_of(copy: Copy, rows: pa.Table) -> Batch:
    config = copy.config
    return Batch(config, 0, 0, 0, rows, Selection(config), Observer(config))


def test_a_sound_batch_is_looked_at_whole(copy, train):
    batch = batch_of(copy, train)
    assert len(batch) == 6
    assert batch.observed.tolist() == batch.audited.tolist() == list(range(6))
    assert batch.video_digests == train["digest"].to_pylist()
    assert batch.audited_frames.shape == (6, *copy.config.video_shape)
    np.testing.assert_array_equal(
        batch.audited_frames[2], decode_video(train["video"][2].as_py(), copy.config.video_shape)
    )


def test_bytes_are_those_that_are_stored(copy, train):
    assert batch_of(copy, train).video_bytes.tolist() == [len(video) for video in train["video"].to_pylist()]


def test_a_video_that_is_none_has_no_digest_and_is_not_looked_at(copy, train):
    videos = train["video"].to_pylist()
    videos[1] = b"no video"
    batch = batch_of(copy, with_column(train, "video", videos))
    assert batch.video_digests[1] is None
    assert batch.observed.tolist() == batch.audited.tolist() == [0, 2, 3, 4, 5]
    assert len(batch.glimpses) == 5


@pytest.mark.parametrize("name", ["trajectory_2d", "trajectory_3d", "radius_px"])
def test_a_row_without_finite_numbers_is_not_looked_at(copy, train, name):
    values = np.array(train[name].to_pylist(), dtype=np.float32)
    values[4] = np.nan
    batch = batch_of(copy, with_column(train, name, values))
    assert batch.observed.tolist() == batch.audited.tolist() == [0, 1, 2, 3, 5]


@pytest.mark.parametrize("label", [-1, 2])
def test_a_label_of_no_class_teaches_nothing(copy, train, label):
    labels = np.array(train["label"].to_pylist())
    labels[0] = label
    assert batch_of(copy, with_column(train, "label", labels)).observed.tolist() == [1, 2, 3, 4, 5]
