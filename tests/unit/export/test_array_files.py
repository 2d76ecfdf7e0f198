"""numpy reads the arrays without pickles."""

import zipfile

import numpy as np
import pytest


@pytest.fixture(params=["npz", "memmap"])
def load(request, exported):
    """`load("train")` returns the arrays of a split, by name."""
    folder = exported(request.param)

    def arrays(split: str) -> dict[str, np.ndarray]:
        if request.param == "npz":
            with np.load(folder / f"{split}.npz", allow_pickle=False) as archive:
                return dict(archive)
        paths = (folder / split).iterdir()
        return {path.stem: np.load(path, mmap_mode="r", allow_pickle=False) for path in paths}

    return arrays


@pytest.mark.parametrize("split", ["train", "validation", "test"])
def test_the_arrays_are_the_columns_of_the_dataset(load, samples, split):
    arrays, expected = load(split), samples[split]

    assert np.array_equal(arrays["videos"], [sample["video"].transpose(0, 3, 1, 2) for sample in expected])
    assert arrays["videos"].shape == (len(expected), 3, 3, 24, 32)
    assert np.array_equal(arrays["trajectory_3d"], [sample["trajectory_3d"] for sample in expected])
    columns = {"labels": "label", "equations": "equation", "descriptions": "description", "questions": "questions"}
    for name, column in columns.items():
        assert arrays[name].tolist() == [sample[column] for sample in expected]
    assert arrays["sample_ids"].tolist() == [sample["sample_id"] for sample in expected]
    assert [str(arrays["class_names"][label]) for label in arrays["labels"]] == [s["class_name"] for s in expected]


def test_videos_are_mapped_into_memory(exported):
    videos = np.load(exported("memmap") / "train" / "videos.npy", mmap_mode="r")
    assert isinstance(videos, np.memmap)


def test_the_archive_tells_nothing_of_when_it_was_written(exported):
    with zipfile.ZipFile(exported("npz") / "train.npz") as archive:
        assert {(member.date_time, member.create_system) for member in archive.infolist()} == {
            ((1980, 1, 1, 0, 0, 0), 3)
        }
        assert archive.testzip() is None
