"""Files by split and class."""

import numpy as np
import pytest

from curveball.export.clip_folders import FPS
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
