"""What Snakemake cannot read, it forgets; the rest it keeps."""

import os

import pytest

from curveball.pipeline.snakemake_memory import forget_unreadable

UNREADABLE = {
    "not UTF-8": b'{"rule": "\xff"}',
    "not JSON": b"{",
    "nothing": b"",
    "a list": b"[]",
    "null": b"null",
    "too deep": b"[" * 100_000,
}


@pytest.mark.parametrize("part", ["metadata", "incomplete"])
@pytest.mark.parametrize("content", UNREADABLE.values(), ids=UNREADABLE)
def test_an_entry_that_cannot_be_read_is_deleted(tmp_path, part, content):
    for name in ("bad", "@long/bad"):
        (tmp_path / part / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / part / name).write_bytes(content)
        (tmp_path / part / name).with_name("good").write_text('{"rule": "all"}')

    forget_unreadable(tmp_path)

    files = sorted(path.relative_to(tmp_path / part).as_posix() for path in (tmp_path / part).rglob("*"))
    assert files == ["@long", "@long/good", "good"]


def test_what_is_no_file_is_deleted(tmp_path):
    (tmp_path / "metadata" / "folder" / "more").mkdir(parents=True)
    (tmp_path / "metadata" / "link").symlink_to("nowhere")
    os.mkfifo(tmp_path / "metadata" / "pipe")

    forget_unreadable(tmp_path)

    assert os.listdir(tmp_path / "metadata") == []


def test_without_a_memory_nothing_happens(tmp_path):
    forget_unreadable(tmp_path / ".snakemake")
