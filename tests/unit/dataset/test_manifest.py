"""The manifest is typed, and one that cannot be read is explained."""

import json
import math
import os

import msgspec
import pytest
import xxhash

from curveball.config.errors import CurveballError
from curveball.config.loading import parse_config
from curveball.dataset.layout import MANIFEST
from curveball.dataset.manifest import (
    MAX_MANIFEST_BYTES,
    ManifestFile,
    footer_digest,
    manifest_text,
    read_footer,
    read_manifest,
    write_manifest,
)
from curveball.dataset.provenance import file_digest
from curveball.structures import to_json


def test_a_manifest_is_read_as_it_was_written(made, tmp_path):
    manifest = read_manifest(made.folder / MANIFEST)
    write_manifest(manifest, tmp_path / MANIFEST)

    assert read_manifest(tmp_path / MANIFEST) == manifest
    assert (tmp_path / MANIFEST).read_bytes() == (made.folder / MANIFEST).read_bytes()


def test_the_manifest_is_plain_json(made):
    content = json.loads((made.folder / MANIFEST).read_text(encoding="utf-8"))

    assert list(content) == ["fingerprint", "samples", "splits", "config", "versions", "checksum"]
    assert list(content["splits"]["train"][0]) == ["name", "rows", "size_bytes", "xxh3_128", "footer_xxh3_128"]
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


def one_more_sample(content: dict) -> dict:
    return content | {"samples": 97}


def an_entry_twice(content: dict) -> dict:
    content["splits"]["train"].insert(1, content["splits"]["train"][0])
    return content


def a_file_outside(content: dict) -> dict:
    content["splits"]["train"][0]["name"] = "../data/train-00000.parquet"
    return content


def another_split(content: dict) -> dict:
    content["splits"]["dev"] = content["splits"].pop("test")
    return content


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (without_samples, "Object missing required field `samples`"),
        (negative_rows, r"Expected `int` >= 0 - at `\$\.splits\[\.\.\.\]\[0\]\.rows`"),
        (lambda content: content | {"author": "me"}, "Object contains unknown field `author`"),
        (lambda content: [content], "Expected `object`, got `array`"),
        (one_more_sample, "found 97 samples, but 96 rows in the files"),
        (an_entry_twice, r"found the file 'data/train-00000\.parquet' in its list, expected .*-00001.*"),
        (a_file_outside, r"found the file '\.\./data/train-00000\.parquet' in its list, expected .*"),
        (another_split, "found the splits train, validation, dev, expected train, validation, test"),
        (lambda content: content, "found no checksum at its end.*"),
    ],
)
def test_a_file_that_is_no_manifest_is_named_with_the_reason(made, tmp_path, fault, reason):
    path = tmp_path / MANIFEST
    content = json.loads((made.folder / MANIFEST).read_text())
    del content["checksum"]
    path.write_text(json.dumps(fault(content)))

    with pytest.raises(CurveballError, match=rf"manifest\.json: .*\({reason}\)\. Delete the file"):
        read_manifest(path)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "Input data was truncated"),
        (b"{", "Input data was truncated"),
        (b"\xff", r"JSON is malformed: invalid character \(byte 0\)"),
        (b'{"config":' * 100_000, "nested too deeply"),
    ],
    ids=["empty", "cut", "binary", "deep"],
)
def test_a_damaged_manifest_is_named(tmp_path, content, reason):
    path = tmp_path / MANIFEST
    path.write_bytes(content)

    with pytest.raises(CurveballError, match=rf"manifest\.json: .*{reason}"):
        read_manifest(path)


@pytest.mark.parametrize(
    ("old", "new"), [('"seed": 42', '"seed": 43'), ('"versions"', ' "versions"'), ('"\n}\n', '"\n}')]
)
def test_any_change_of_a_manifest_is_noticed(made, tmp_path, old, new):
    text = (made.folder / MANIFEST).read_text()
    (tmp_path / MANIFEST).write_text(text.replace(old, new))
    assert old in text

    with pytest.raises(
        CurveballError, match=r"manifest\.json: .*(changed after it was written|unknown field `checksum`)"
    ):
        read_manifest(tmp_path / MANIFEST)


def test_what_is_no_regular_file_is_not_read(tmp_path):
    (tmp_path / MANIFEST).mkdir()
    with pytest.raises(CurveballError, match=r"manifest\.json: .*\(Is a directory\)"):
        read_manifest(tmp_path / MANIFEST)

    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(CurveballError, match=r"pipe: .*\(Not a regular file\)"):
        read_manifest(tmp_path / "pipe")


def test_a_file_far_too_large_is_not_read(tmp_path):
    with open(tmp_path / MANIFEST, "wb") as file:
        file.truncate(MAX_MANIFEST_BYTES + 1)
    with pytest.raises(CurveballError, match=r"Found 268435457 bytes, expected at most 268435456"):
        read_manifest(tmp_path / MANIFEST)


def test_an_entry_tells_the_size_and_the_digests_of_its_file(made):
    entry = next(read_manifest(made.folder / MANIFEST).files())
    content = (made.folder / entry.name).read_bytes()
    footer = content[-8 - int.from_bytes(content[-8:-4], "little") :]

    assert entry.size_bytes == len(content)
    assert entry.xxh3_128 == file_digest(made.folder / entry.name) == xxhash.xxh3_128_hexdigest(content)
    assert entry.footer_xxh3_128 == footer_digest(read_footer(made.folder / entry.name))
    assert entry.footer_xxh3_128 == xxhash.xxh3_128_hexdigest(footer)


@pytest.mark.parametrize("content", [b"", b"PAR1", b"\xff\xff\xff\x7fPAR1", b"PAR1 and then something else"])
def test_a_file_without_a_footer_is_refused(tmp_path, content):
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(ValueError, match="does not end as a Parquet file does"):
        read_footer(tmp_path / "file")


def test_a_missing_manifest_is_named(tmp_path):
    with pytest.raises(CurveballError, match=r"manifest\.json: .*\(No such file or directory\)"):
        read_manifest(tmp_path / MANIFEST)


def test_a_file_of_the_manifest_cannot_be_changed(made):
    file = next(read_manifest(made.folder / MANIFEST).files())

    with pytest.raises(AttributeError, match="immutable"):
        file.rows = 3
    assert msgspec.convert(to_json(file), ManifestFile) == file


@pytest.mark.parametrize("number", [math.nan, math.inf])
def test_a_number_that_json_cannot_hold_is_not_written(number):
    with pytest.raises(ValueError, match="not JSON compliant"):
        manifest_text({"config": {"extent": number}})
