"""Rendered videos equal those that are stored, in any batch."""

import numpy as np

from curveball.config.loading import parse_config
from curveball.dataset.rendered_videos import RenderedVideos
from curveball.dataset.sample_format import SampleFormat
from curveball.generation.encoding import decode_video, digest
from curveball.generation.rendering import Renderer
from curveball.generation.sampling import draw_samples
from curveball.generation.schema import dataset_schema
from curveball.generation.shards import make_samples

CONFIG = parse_config({"frames": 4, "height": 32, "width": 40})
FORMAT = SampleFormat.of(dataset_schema(CONFIG), ["video", "digest"])


def test_they_equal_those_of_a_shard():
    (batch,) = make_samples(CONFIG, "helical", np.arange(9))
    videos = RenderedVideos(Renderer(CONFIG, 4), draw_samples(CONFIG, "helical", range(9)), FORMAT)
    for number in (0, 1, 5, 8, 2):
        frames, name = videos.one(number)
        np.testing.assert_array_equal(frames, decode_video(batch["video"][number].as_py(), CONFIG.video_shape))
        assert name == batch["digest"][number].as_py()


def test_some_are_written_into_a_batch():
    videos = RenderedVideos(Renderer(CONFIG, 4), draw_samples(CONFIG, "helical", range(9)), FORMAT)
    out, digests = FORMAT.empty_videos(9), [""] * 9
    videos.write([8, 0, 1, 2, 3, 4], [2, 8, 0, 1, 3, 4], out, digests)

    assert digests[2] == digest(out[2]) == videos.one(8)[1]
    assert digests[5:8] == [""] * 3
