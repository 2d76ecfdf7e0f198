"""The names of the files of exports."""

import pytest

from curveball.dataset.layout import DataFile
from curveball.export.files import clip_file, files_of

PARTS = [DataFile("train", 0), DataFile("train", 1), DataFile("test", 0)]


@pytest.mark.parametrize(
    ("name", "first", "count"),
    [
        ("hf", "data/train-00000.parquet", 3),
        ("webdataset", "train-000000.tar", 3),
        ("npz", "train.npz", 2),
        ("memmap", "train/videos.npy", 16),
    ],
)
def test_files_follow_from_those_of_the_dataset(name, first, count):
    assert files_of(name, PARTS)[0] == first
    assert len({*files_of(name, PARTS)}) == count


def test_a_video_is_found_by_its_split_and_class():
    assert clip_file("train", "helical", "helical-0000042", ".mp4") == "train/helical/helical-0000042.mp4"
    with pytest.raises(ValueError, match="a file per sample"):
        files_of("mp4", PARTS)
