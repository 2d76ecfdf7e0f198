"""Row groups are kept in limited memory, and files are verified once."""

import pickle

import pytest

from curveball.config.errors import CurveballError
from curveball.dataset.checked_file import CheckedFile
from curveball.dataset.layout import MANIFEST
from curveball.dataset.manifest import read_manifest
from curveball.dataset.row_group_cache import RowGroupCache
from curveball.dataset.sample_format import SampleFormat


def cache_of(folder, verify: bool = False, is_limited: bool = True, columns=None) -> RowGroupCache:
    manifest = read_manifest(folder / MANIFEST)
    files = [CheckedFile(folder, entry, manifest.identity) for entry in manifest.files()]
    schema = files[0].read_schema()
    return RowGroupCache(files, schema, SampleFormat.of(schema, columns), verify, is_limited)


def test_row_groups_are_read_once(made):
    cache = cache_of(made.folder)
    first = cache.group(0, 0)

    assert cache.group(0, 0) is first
    assert cache.group(1, 0) is not first


def test_videos_that_were_not_used_for_the_longest_time_are_released(made, monkeypatch):
    cache = cache_of(made.folder)
    zero, one = cache.group(0, 0), cache.group(1, 0)
    rows = zero.rows.sample(3, zero.videos.one(3))
    limit = zero.size_bytes + one.size_bytes + 2 * zero.rows.size_bytes
    monkeypatch.setattr("curveball.dataset.row_group_cache.CACHE_BYTES", limit)
    cache.group(2, 0)

    assert zero.videos.size_bytes == 0 < one.videos.size_bytes
    assert rows["video"].tolist() == zero.videos.one(3)[0].tolist()


def test_row_groups_that_were_used_last_are_kept(made, monkeypatch):
    cache = cache_of(made.folder, columns=["trajectory_3d"])
    zero, one = cache.group(0, 0), cache.group(1, 0)
    monkeypatch.setattr("curveball.dataset.row_group_cache.CACHE_BYTES", zero.size_bytes + one.size_bytes)

    assert cache.group(0, 0) is zero
    cache.group(2, 0)
    assert cache.group(0, 0) is zero
    assert cache.group(1, 0) is not one


def test_all_are_kept_if_memory_is_not_limited(made, monkeypatch):
    monkeypatch.setattr("curveball.dataset.row_group_cache.CACHE_BYTES", 1)
    cache = cache_of(made.folder, is_limited=False)
    first = cache.group(0, 0)
    cache.group(1, 0)

    assert cache.group(0, 0) is first


def test_a_copy_in_another_process_starts_without_rows(made):
    cache = cache_of(made.folder)
    first = cache.group(0, 0)
    copy = pickle.loads(pickle.dumps(cache))  # noqa: S301

    assert copy.group(0, 0) is not first
    assert copy.group(0, 0).rows.sample(3, [None])["sample_id"] == first.rows.sample(3, [None])["sample_id"]
    assert len(pickle.dumps(cache)) < first.size_bytes


def test_a_file_is_verified_before_its_first_rows(made, monkeypatch):
    verified: list[str] = []
    monkeypatch.setattr(CheckedFile, "check_digest", lambda file: verified.append(file.path.name))
    cache = cache_of(made.folder, verify=True)
    for _ in range(3):
        cache.group(1, 0)
    cache_of(made.folder).group(1, 0)

    assert verified == ["train-00001.parquet"]


def test_a_changed_file_is_never_read(made, monkeypatch):
    def fail(file: CheckedFile) -> None:
        raise CurveballError("changed")

    monkeypatch.setattr(CheckedFile, "check_digest", fail)
    cache = cache_of(made.folder, verify=True)
    for _ in range(2):
        with pytest.raises(CurveballError, match="changed"):
            cache.group(0, 0)
