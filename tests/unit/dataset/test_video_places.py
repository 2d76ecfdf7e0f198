"""Videos are read from their places in a file, as long as it is the same file."""

import shutil

import numpy as np
import pyarrow.parquet as pq
import pytest

from curveball.dataset.checked_file import CheckedFile, DataFileError
from curveball.dataset.layout import MANIFEST
from curveball.dataset.manifest import describe_file, read_manifest
from curveball.dataset.reader import Dataset
from curveball.dataset.video_places import locate_videos

NAME = "data/train-00001.parquet"


@pytest.fixture
def file(made, tmp_path) -> CheckedFile:
    folder = shutil.copytree(made.folder, tmp_path / "dataset")
    manifest = read_manifest(folder / MANIFEST)
    return CheckedFile(folder, next(entry for entry in manifest.files() if entry.name == NAME), manifest.identity)


def videos_of(file: CheckedFile) -> list[bytes]:
    return pq.read_table(file.path, columns=["video"])["video"].to_pylist()


def test_every_video_is_found(file):
    videos = videos_of(file)
    places = locate_videos(file, 0, videos)

    assert [places.read(row) for row in range(len(videos))] == videos


def test_a_file_that_changes_later_is_noticed(file):
    places = locate_videos(file, 0, videos_of(file))
    file.path.write_bytes(file.path.read_bytes() + b"\0")
    with pytest.raises(DataFileError, match=r"train-00001\.parquet: found a file that was changed while it was read"):
        places.read(0)
    file.path.unlink()
    with pytest.raises(DataFileError, match=r"train-00001\.parquet: found no file \(No such file"):
        places.read(0)


@pytest.mark.parametrize(
    "options", [{"compression": "zstd"}, {"use_dictionary": ["video"]}, {"data_page_version": "2.0"}]
)
def test_videos_that_are_not_there_as_they_are_are_not_looked_for(file, options):
    videos = videos_of(file)
    pq.write_table(pq.read_table(file.path), file.path, **({"compression": "none", "use_dictionary": False} | options))
    entry = describe_file(file.path.parents[1], NAME, len(videos))

    assert locate_videos(CheckedFile(file.path.parents[1], entry, file._identity), 0, videos) is None


def test_a_dataset_that_exceeds_the_memory_reads_the_same(made, monkeypatch):
    expected = Dataset(made.folder).batch(range(96))
    rows = Dataset(made.folder)._cache.group(0, 0).rows.size_bytes
    monkeypatch.setattr("curveball.dataset.row_group_cache.CACHE_BYTES", 8 * rows)
    dataset = Dataset(made.folder)
    for positions in (range(95, -1, -1), np.random.default_rng(0).permutation(96)):
        for position in positions:
            assert dataset[position]["digest"] == expected["digest"][position]
            np.testing.assert_array_equal(dataset[position]["video"], expected["video"][position])
    assert len(dataset._cache._kept) == 6
    assert sum(kept.videos._places is not None for kept in dataset._cache._kept.values()) >= 4
