"""Files appear complete or not at all."""

import errno
import os

import pytest

from curveball.generation.atomic import replacing, write_text


def test_a_file_appears_when_the_block_ends(tmp_path):
    path = tmp_path / "folder" / "file"
    with replacing(path) as temporary:
        temporary.write_text("new")
        assert not path.exists()
        assert temporary.parent == path.parent, "a rename is atomic only within one file system"
    assert path.read_text() == "new"
    assert os.listdir(path.parent) == ["file"]


@pytest.mark.parametrize("failure", [ValueError, KeyboardInterrupt, SystemExit])
def test_a_file_is_unchanged_when_the_block_fails(tmp_path, failure):
    path = tmp_path / "file"
    path.write_text("old")

    def fail():
        with replacing(path) as temporary:
            temporary.write_text("half")
            raise failure

    with pytest.raises(failure):
        fail()
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["file"]


@pytest.mark.parametrize("error", [OSError(errno.EFBIG, "too large"), OSError(errno.ENOSPC, "full", None)])
def test_an_error_of_the_disk_names_the_file(tmp_path, error):
    with pytest.raises(OSError, match=str(tmp_path / "file")), replacing(tmp_path / "file"):
        raise error


def test_an_error_whose_file_cannot_be_changed_names_the_file(tmp_path):
    class FixedError(OSError):
        filename = property(lambda self: None)

    with pytest.raises(OSError, match=r"full.*file"), replacing(tmp_path / "file"):
        raise FixedError(errno.ENOSPC, "full")


def test_nothing_appears_when_nothing_was_written(tmp_path):
    with pytest.raises(FileNotFoundError), replacing(tmp_path / "file"):
        pass
    assert os.listdir(tmp_path) == []


def test_leftovers_of_a_killed_writer_are_removed_and_other_files_are_kept(tmp_path):
    for name in (".file.0123456789abcdef.tmp", ".other.0123456789abcdef.tmp", "file.tmp"):
        (tmp_path / name).touch()
    write_text(tmp_path / "file", "new")
    assert sorted(os.listdir(tmp_path)) == [".other.0123456789abcdef.tmp", "file", "file.tmp"]


def test_two_writers_never_share_a_temporary_file(tmp_path):
    with replacing(tmp_path / "file") as first:
        first.touch()
        with replacing(tmp_path / "file") as second:
            second.touch()
            assert first != second
        first.touch()


def test_text_is_utf_8(tmp_path):
    write_text(tmp_path / "file", "α²")
    assert (tmp_path / "file").read_bytes() == "α²".encode()
