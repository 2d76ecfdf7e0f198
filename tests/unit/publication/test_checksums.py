"""Checksums are those of coreutils."""

import hashlib

import pytest
from msgspec.structs import replace

from curveball.dataset.layout import MANIFEST
from curveball.dataset.manifest import ManifestError, read_manifest
from curveball.publication.checksums import checksums_text, sha256_of_data, sha256_of_files


def test_each_data_file_has_its_sha256(published):
    found = sha256_of_data(published.dataset, read_manifest(published.dataset / MANIFEST))
    assert found == {name: hashlib.sha256((published.dataset / name).read_bytes()).hexdigest() for name in found}
    assert "data/train-00000.parquet" in found


def test_a_file_that_is_not_the_one_in_the_manifest_is_refused(published):
    manifest = read_manifest(published.dataset / MANIFEST)
    splits = dict(manifest.splits)
    splits["test"] = [replace(splits["test"][0], xxh3_128="0" * 32)]
    with pytest.raises(ManifestError, match=r"test-00000\.parquet: changed after it was written"):
        sha256_of_data(published.dataset, replace(manifest, splits=splits))


def test_the_text_is_sorted_by_path(tmp_path):
    (tmp_path / "b").write_bytes(b"")
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert sha256_of_files(tmp_path, ["b"]) == {"b": empty}
    assert checksums_text({"b": empty, "a": empty}) == f"{empty}  a\n{empty}  b\n"
