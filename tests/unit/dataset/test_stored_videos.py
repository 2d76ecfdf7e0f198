"""Videos are decoded one by one or together, with the same result."""

from contextlib import nullcontext

import numpy as np
import pyarrow as pa
import pytest

from curveball.config.loading import parse_config
from curveball.dataset.sample_format import SampleFormat
from curveball.dataset.stored_videos import StoredVideos, decode_batch
from curveball.generation.encoding import encode_video
from curveball.generation.schema import dataset_schema

CONFIG = parse_config({"frames": 4, "height": 32, "width": 40})
FORMAT = SampleFormat.of(dataset_schema(CONFIG), None)
FRAMES = np.random.default_rng(0).integers(0, 256, (40, *CONFIG.video_shape), dtype=np.uint8)


def stored(verify: bool = False, **changed) -> StoredVideos:
    videos, digests = zip(*map(encode_video, FRAMES), strict=True)
    rows = {"sample_id": [f"video-{k}" for k in range(40)], "digest": list(digests), "video": list(videos)} | changed
    table = pa.table(rows | {"video": pa.array(rows["video"], pa.binary())})
    return StoredVideos(table, FORMAT, lambda row: nullcontext(), verify)


@pytest.mark.parametrize("threads", [1, 2, 7])
def test_videos_are_decoded_together(threads):
    rows = [5, 39, 5, *range(40)]
    videos = decode_batch([(stored(), row) for row in rows], FORMAT, threads)

    np.testing.assert_array_equal(videos, FRAMES[rows])


def test_a_video_is_decoded_alone():
    np.testing.assert_array_equal(stored(verify=True).one(39)[0], FRAMES[39])


def test_rows_of_a_slice_are_those_of_the_slice():
    videos = stored()
    table = pa.table({"video": pa.array([encode_video(frames)[0] for frames in FRAMES], pa.binary())}).slice(7, 9)
    sliced = StoredVideos(table, FORMAT, lambda row: nullcontext(), verify=False)

    np.testing.assert_array_equal(sliced.decode(2), videos.decode(9))


@pytest.mark.parametrize("threads", [1, 2])
def test_a_wrong_digest_is_noticed(threads):
    videos = stored(verify=True, digest=["0" * 32] * 40)
    with pytest.raises(ValueError, match="video-3 has a video with the digest"):
        videos.decode(3)
    with pytest.raises(ValueError, match="video-0 has a video with the digest"):
        decode_batch([(videos, row) for row in range(40)], FORMAT, threads)
