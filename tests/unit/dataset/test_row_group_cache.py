"""Row groups are kept in limited memory, and files are verified once."""

import pickle

import pytest

from curveball.config.errors import CurveballError
from curveball.dataset.checked_file import CheckedFile
from curveball.dataset.layout import MANIFEST
from curveball.dataset.manifest import read_manifest
from curveball.dataset.row_group_cache import RowGroupCache


def cache_of(folder, verify: bool = False) -> RowGroupCache:
    manifest = read_manifest(folder / MANIFEST)
    files = [CheckedFile(folder, entry, manifest.identity) for entry in manifest.files()]
    return RowGroupCache(files, files[0].read_schema(), verify)


def test_rows_are_read_once(made):
    cache = cache_of(made.folder)
    first, row = cache.rows(0, 3)

    assert row == 3
    assert cache.rows(0, 5)[0] is first
    assert cache.rows(1, 0)[0] is not first


def test_rows_that_were_used_last_are_kept(made, monkeypatch):
    cache = cache_of(made.folder)
    zero, one = cache.rows(0, 0)[0], cache.rows(1, 0)[0]
    monkeypatch.setattr("curveball.dataset.row_group_cache.CACHE_BYTES", zero.nbytes + one.nbytes + 1000)

    assert cache.rows(0, 0)[0] is zero
    cache.rows(2, 0)
    assert cache.rows(0, 0)[0] is zero
    assert cache.rows(1, 0)[0] is not one


def test_a_copy_in_another_process_starts_without_rows(made):
    cache = cache_of(made.folder)
    first, _ = cache.rows(0, 0)
    copy = pickle.loads(pickle.dumps(cache))  # noqa: S301

    assert copy.rows(0, 0)[0] is not first
    assert copy.rows(0, 0)[0].equals(first)
    assert len(pickle.dumps(cache)) < first.nbytes


def test_a_file_is_verified_before_its_first_rows(made, monkeypatch):
    verified: list[str] = []
    monkeypatch.setattr(CheckedFile, "check_digest", lambda file: verified.append(file.path.name))
    cache = cache_of(made.folder, verify=True)
    for row in (0, 7, 3):
        cache.rows(1, row)
    cache_of(made.folder).rows(1, 0)

    assert verified == ["train-00001.parquet"]


def test_a_changed_file_is_never_read(made, monkeypatch):
    def fail(file: CheckedFile) -> None:
        raise CurveballError("changed")

    monkeypatch.setattr(CheckedFile, "check_digest", fail)
    cache = cache_of(made.folder, verify=True)
    for _ in range(2):
        with pytest.raises(CurveballError, match="changed"):
            cache.rows(0, 0)
