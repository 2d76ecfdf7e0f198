"""Files by split and class."""

import numpy as np
import pytest

from curveball.export.clip_folders import FPS, _is_like
from curveball.export.clips import read_clip


@pytest.mark.parametrize("suffix", ["gif", "webp"])
def test_each_sample_is_a_file_in_the_folder_of_its_class(exported, samples, suffix):
    folder = exported(suffix)
    names = {
        f"{split}/{sample['class_name']}/{sample['sample_id']}.{suffix}": sample["video"]
        for split, members in samples.items()
        for sample in members
    }

    assert {path.relative_to(folder).as_posix() for path in folder.rglob("*.*")} == names.keys()
    for name, video in names.items():
        assert np.array_equal(read_clip(folder / name, FPS), video)


def test_a_codec_may_change_a_frame_a_little_but_not_remove_the_ball(samples):
    video = samples["test"][0]["video"]
    noise = np.random.default_rng(0).integers(-2, 3, video.shape)
    without_ball = video.copy()
    without_ball[1] = video[1, 0, 0]

    assert _is_like(np.clip(video + noise, 0, 255).astype(np.uint8), video)
    assert not _is_like(without_ball, video)
