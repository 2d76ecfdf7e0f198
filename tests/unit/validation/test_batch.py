"""A batch selects the rows that can be regenerated and probed, and leaves out what cannot be used."""

import math
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from curveball.dataset.splits import ALL_SPLITS
from curveball.generation.encoding import decode_video
from curveball.validation import batch as batch_module
from curveball.validation.batch import Batch
from curveball.validation.selection import Selection
from curveball.validation.shortcuts.probe_sample import ProbeSample
from curveball.validation.shortcuts.video_summary import VideoSummarizer
from tests.support.planting import TRAIN, Copy, with_column


@pytest.fixture
def train(copy) -> pa.Table:
    return copy.read(TRAIN).slice(0, 6)


def batch_of(copy: Copy, rows: pa.Table) -> Batch:
    config = copy.config
    return Batch(
        config=config,
        split=0,
        file=0,
        first_row=0,
        rows=rows,
        selection=Selection(config),
        summarizer=VideoSummarizer(config),
    )


def test_all_rows_of_a_correct_batch_are_selected(copy, train):
    batch = batch_of(copy, train)
    assert len(batch) == 6
    assert batch.probed.tolist() == batch.regenerated.tolist() == list(range(6))
    assert batch.video_digests == train["digest"].to_pylist()
    assert batch.frames_of_regenerated.shape == (6, *copy.config.video_shape)
    np.testing.assert_array_equal(
        batch.frames_of_regenerated[2], decode_video(train["video"][2].as_py(), copy.config.video_shape)
    )


def test_the_size_of_a_video_is_that_of_the_stored_bytes(copy, train):
    assert batch_of(copy, train).video_bytes.tolist() == [len(video) for video in train["video"].to_pylist()]


def test_a_video_that_cannot_be_decoded_has_no_digest_and_is_not_selected(copy, train):
    videos = train["video"].to_pylist()
    videos[1] = b"no video"
    batch = batch_of(copy, with_column(train, "video", videos))
    assert batch.video_digests[1] is None
    assert batch.probed.tolist() == batch.regenerated.tolist() == [0, 2, 3, 4, 5]
    assert len(batch.summaries.color) == 5


@pytest.mark.parametrize("split", range(len(ALL_SPLITS)))
def test_a_batch_without_a_video_that_can_be_decoded_adds_no_rows_to_the_probes(copy, train, split):
    batch = replace(batch_of(copy, with_column(train, "video", [b"no video"] * 6)), split=split)
    assert batch.video_digests == [None] * 6
    assert batch.probed.tolist() == batch.regenerated.tolist() == []
    assert ProbeSample(copy.config).map(batch) is None


@pytest.mark.parametrize("videos_at_a_time", [1, 2, 4])
def test_digests_and_summaries_stay_with_their_rows_among_videos_that_cannot_be_decoded(
    copy, train, monkeypatch, videos_at_a_time
):
    expected = batch_of(copy, train)
    videos = [b"no video" if row in (0, 2, 3) else video for row, video in enumerate(train["video"].to_pylist())]
    monkeypatch.setattr(batch_module, "_BYTES_AT_A_TIME", videos_at_a_time * math.prod(copy.config.video_shape))
    batch = batch_of(copy, with_column(train, "video", videos))
    kept = [1, 4, 5]
    assert batch.probed.tolist() == kept
    assert [batch.video_digests[row] for row in kept] == [expected.video_digests[row] for row in kept]
    for found, whole in zip(batch.summaries, expected.summaries, strict=True):
        np.testing.assert_array_equal(found, whole[kept])


@pytest.mark.parametrize("name", ["trajectory_2d", "trajectory_3d", "radius_px"])
def test_a_row_without_finite_numbers_is_not_selected(copy, train, name):
    values = np.array(train[name].to_pylist(), dtype=np.float32)
    values[4] = np.nan
    batch = batch_of(copy, with_column(train, name, values))
    assert batch.probed.tolist() == batch.regenerated.tolist() == [0, 1, 2, 3, 5]


@pytest.mark.parametrize("label", [-1, 2])
def test_a_row_with_an_unknown_label_is_not_probed(copy, train, label):
    labels = np.array(train["label"].to_pylist())
    labels[0] = label
    assert batch_of(copy, with_column(train, "label", labels)).probed.tolist() == [1, 2, 3, 4, 5]
