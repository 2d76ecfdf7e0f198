"""The names of the files of exports."""

import pytest

from curveball.dataset.layout import DataFile
from curveball.export.files import clip_file, files_of, is_file_of_export

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


def test_hugging_face_is_told_of_splits_that_it_cannot_infer():
    assert files_of("hf", [*PARTS, DataFile("test_shifted", 0)])[-2:] == [
        "data/test_shifted-00000.parquet",
        "README.md",
    ]
    assert files_of("npz", [*PARTS, DataFile("test_shifted", 0)])[-1] == "test_shifted.npz"


def test_a_video_is_found_by_its_split_and_class():
    assert clip_file("train", "helical", "helical-0000042", ".mp4") == "train/helical/helical-0000042.mp4"
    with pytest.raises(ValueError, match="a file per sample"):
        files_of("mp4", PARTS)


def test_files_of_exports_are_known():
    names = [name for kind in ("hf", "webdataset", "npz", "memmap") for name in files_of(kind, PARTS)]
    names += [clip_file("test", "my-own", "my-own-0000042", suffix) for suffix in (".mp4", ".gif", ".webp")]
    assert all(map(is_file_of_export, [*names, "train/.DS_Store", "._train.npz"]))
    assert not any(
        map(is_file_of_export, ["manifest.json", "README.md", "train.npz.bak", "a/train.npz", "train/x.npy"])
    )
