"""A folder that cannot be used is named, with what to do."""

import errno
import os
import re
import resource
import stat
import subprocess
import sys
import tempfile
from pathlib import Path
from types import SimpleNamespace

import pytest

from curveball.pipeline import places
from curveball.pipeline.places import (
    UnusablePlaceError,
    check_code_folder,
    check_open_files,
    check_places,
    check_temporary_folder,
    check_work_folder,
    explain,
)

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("character", [":", "{", "}"])
def test_a_path_that_jobs_cannot_use_is_rejected(character):
    with pytest.raises(UnusablePlaceError, match=rf"in /home/a{re.escape(character)}b/c: the path must not contain"):
        check_code_folder(Path(f"/home/a{character}b/c"))


@pytest.mark.parametrize(
    "name", ["a space", "a'quote", 'a"quote', "$HOME", "ünï", "back\\slash", "%d", "a#b", "st*r[a]"]
)
def test_any_other_path_is_accepted(name):
    check_code_folder(Path("/home") / name)


@pytest.mark.parametrize(
    "name", [".snakemake", "logs", "results", "results/dataset/data", "results/parts", "results/shards"]
)
def test_a_file_in_the_place_of_a_folder_is_named(tmp_path, name):
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_text("")
    with pytest.raises(
        UnusablePlaceError, match=f"cannot write to {re.escape(str(tmp_path / name))}\n.*--directory FOLDER"
    ):
        check_work_folder(tmp_path)


@pytest.mark.parametrize("name", [".", "results"])
def test_a_folder_that_cannot_be_written_to_is_named(tmp_path, name):
    locked = tmp_path / name
    locked.mkdir(exist_ok=True)
    locked.chmod(stat.S_IRUSR | stat.S_IXUSR)
    if os.access(locked, os.W_OK):
        pytest.skip("this user may write to every folder")
    with pytest.raises(UnusablePlaceError, match=f"cannot write to {re.escape(str(locked))}\n.*--directory FOLDER"):
        check_work_folder(tmp_path)


@pytest.mark.parametrize("name", [".snakemake", "logs", "results", "results/shards/linear"])
@pytest.mark.parametrize("target", ["nowhere", "itself"])
def test_a_link_to_no_folder_is_named_with_its_target(tmp_path, name, target):
    link = tmp_path / name
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(link.name if target == "itself" else target)
    with pytest.raises(
        UnusablePlaceError, match=rf"{re.escape(str(link))} is a link to .*, which does not exist\nCreate it, or remove"
    ):
        check_work_folder(tmp_path)


def test_links_to_folders_and_files_of_others_are_accepted(tmp_path):
    (tmp_path / "results" / "shards").mkdir(parents=True)
    (tmp_path / "results" / "shards" / ".DS_Store").touch()
    (tmp_path / "there").mkdir()
    (tmp_path / "logs").symlink_to("there")
    (tmp_path / "file").touch()
    (tmp_path / "results" / "report.html").symlink_to(tmp_path / "file")
    check_work_folder(tmp_path)


def test_a_folder_that_does_not_exist_yet_is_accepted(tmp_path):
    check_work_folder(tmp_path / "new")


def test_a_cache_that_cannot_be_created_is_named(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    with pytest.raises(
        UnusablePlaceError, match=r"cannot write to its cache, .*/file/snakemake\n.*XDG_CACHE_HOME=FOLDER"
    ):
        check_places(tmp_path / "Snakefile", tmp_path)


def test_a_cache_is_found_without_a_home(tmp_path, monkeypatch):
    monkeypatch.delenv("HOME", raising=False)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    assert places._cache().is_absolute()


@pytest.fixture
def file_limit():
    """Restores the limit of open files, whose setter is a function."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    yield lambda soft: resource.setrlimit(resource.RLIMIT_NOFILE, (soft, before[1]))
    resource.setrlimit(resource.RLIMIT_NOFILE, before)


def test_a_low_limit_of_open_files_is_raised(file_limit):
    file_limit(40)
    check_open_files()
    assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] == 256


def test_a_limit_of_open_files_that_cannot_be_raised_is_named():
    code = "from curveball.pipeline.places import check_open_files as check; check()"
    command = f'ulimit -n 20; exec "{sys.executable}" -c "{code}"'
    run = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert "UnusablePlaceError: Only 20 files may be open at a time" in run.stderr
    assert "ulimit -n 256" in run.stderr


@pytest.mark.parametrize(
    ("error", "explanation"),
    [
        (
            OSError(errno.ENOSPC, "full", "results/a"),
            "results/a: No space left on device. Free space on its disk; then run",
        ),
        (
            OSError(errno.EFBIG, "big"),
            "A file of this job: File too large. Allow larger files, ulimit -f unlimited; then",
        ),
        (PermissionError(errno.EACCES, "", "logs/b"), "logs/b: Permission denied. Change its permissions; then"),
    ],
)
def test_a_fault_of_the_machine_is_explained(error, explanation):
    assert explain(error).startswith(explanation)


def test_no_other_error_is_explained():
    assert explain(OSError("odd")) is None
    assert explain(ConnectionError(errno.ECONNRESET, "")) is None


def test_a_full_disk_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "statvfs", lambda _: SimpleNamespace(f_blocks=1000, f_bavail=1, f_frsize=4096))
    with pytest.raises(UnusablePlaceError, match="No space is left on the disk of"):
        check_work_folder(tmp_path)


def test_without_a_folder_for_temporary_files_the_variable_is_named(monkeypatch):
    def refuse():
        raise FileNotFoundError

    monkeypatch.setattr(tempfile, "gettempdir", refuse)
    with pytest.raises(UnusablePlaceError, match="export TMPDIR=FOLDER"):
        check_temporary_folder()


def test_jobs_that_do_not_share_a_folder_are_refused_in_words():
    places.check_storage(None, ["input-output", "persistence", "sources", "source-cache"])
    with pytest.raises(
        UnusablePlaceError, match="with --default-storage-provider s3: all jobs must read and write in one"
    ):
        places.check_storage("s3", ["input-output", "persistence", "sources"])
    with pytest.raises(UnusablePlaceError, match="--shared-fs-usage without input-output, persistence:"):
        places.check_storage(None, ["sources"])
