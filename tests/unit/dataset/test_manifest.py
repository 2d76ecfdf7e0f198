"""The manifest is typed, and one that cannot be read is explained."""

import json

import pytest

from curveball.config.errors import CurveballError
from curveball.config.loading import parse_config
from curveball.dataset.layout import MANIFEST
from curveball.dataset.manifest import ManifestFile, read_manifest, write_manifest


def test_a_manifest_is_read_as_it_was_written(made, tmp_path):
    manifest = read_manifest(made.folder / MANIFEST)
    write_manifest(manifest, tmp_path / MANIFEST)

    assert read_manifest(tmp_path / MANIFEST) == manifest
    assert (tmp_path / MANIFEST).read_bytes() == (made.folder / MANIFEST).read_bytes()


def test_the_manifest_is_plain_json(made):
    content = json.loads((made.folder / MANIFEST).read_text(encoding="utf-8"))

    assert list(content) == ["fingerprint", "samples", "splits", "config", "versions"]
    assert list(content["splits"]["train"][0]) == ["name", "rows", "xxh3_128"]
    assert parse_config(content["config"]) == made.config


def test_the_files_of_all_splits_hold_all_samples(made):
    manifest = read_manifest(made.folder / MANIFEST)

    assert sum(file.rows for file in manifest.files()) == manifest.samples == 96
    assert next(manifest.files()).name == "data/train-00000.parquet"


def without_samples(content: dict) -> dict:
    return {key: value for key, value in content.items() if key != "samples"}


def negative_rows(content: dict) -> dict:
    content["splits"]["train"][0]["rows"] = -1
    return content


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (without_samples, "samples: Field required"),
        (negative_rows, r"splits\.train\.0\.rows: Input should be greater than or equal to 0"),
        (lambda content: content | {"author": "me"}, "author: Extra inputs are not permitted"),
        (lambda content: [content], "Input should be an object"),
    ],
)
def test_a_file_that_is_no_manifest_is_named_with_the_reason(made, tmp_path, fault, reason):
    path = tmp_path / MANIFEST
    path.write_text(json.dumps(fault(json.loads((made.folder / MANIFEST).read_text()))))

    with pytest.raises(CurveballError, match=rf"manifest\.json: .*\({reason}\)\. Delete the file"):
        read_manifest(path)


@pytest.mark.parametrize("content", [b"", b"{", b"\xff"])
def test_a_damaged_manifest_is_named(tmp_path, content):
    path = tmp_path / MANIFEST
    path.write_bytes(content)

    with pytest.raises(CurveballError, match=r"manifest\.json: .*Invalid JSON"):
        read_manifest(path)


def test_a_missing_manifest_is_named(tmp_path):
    with pytest.raises(CurveballError, match=r"manifest\.json: .*\(No such file or directory\)"):
        read_manifest(tmp_path / MANIFEST)


def test_a_file_of_the_manifest_cannot_be_changed(made):
    file = next(read_manifest(made.folder / MANIFEST).files())

    with pytest.raises(ValueError, match="frozen"):
        file.rows = 3
    assert ManifestFile.model_validate(file.model_dump()) == file
