"""A record tells what a job wrote, or nothing."""

import pytest

from curveball.dataset.provenance import file_digest
from curveball.pipeline.records import read_record, write_record


def test_a_record_holds_the_identity_and_the_digests(tmp_path):
    result = tmp_path / "result"
    result.write_bytes(b"content")
    write_record(tmp_path / "records" / "job.json", "0" * 32, [str(result)])

    record = read_record(tmp_path / "records" / "job.json")

    assert record.identity == "0" * 32
    assert record.files == {str(result): file_digest(result)}


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"3", b'{"identity": "0"}', b'{"identity": "0", "files": 3}', b"[" * 100_000, b"\xff"]
)
def test_a_damaged_record_tells_nothing(tmp_path, content):
    (tmp_path / "job.json").write_bytes(content)
    assert read_record(tmp_path / "job.json") is None


def test_a_missing_record_tells_nothing(tmp_path):
    assert read_record(tmp_path / "job.json") is None
    assert read_record(tmp_path) is None
