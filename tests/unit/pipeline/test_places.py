"""A folder that cannot be used is named, with what to do."""

import os
import re
import stat
from pathlib import Path

import pytest

from curveball.pipeline import places
from curveball.pipeline.places import UnusablePlaceError, check_code_folder, check_places, check_work_folder


@pytest.mark.parametrize("character", [":", "{", "}"])
def test_a_path_that_jobs_cannot_use_is_rejected(character):
    with pytest.raises(UnusablePlaceError, match=rf"in /home/a{re.escape(character)}b/c: the path must not contain"):
        check_code_folder(Path(f"/home/a{character}b/c"))


@pytest.mark.parametrize(
    "name", ["a space", "a'quote", 'a"quote', "$HOME", "ünï", "back\\slash", "%d", "a#b", "st*r[a]"]
)
def test_any_other_path_is_accepted(name):
    check_code_folder(Path("/home") / name)


@pytest.mark.parametrize("name", [".snakemake", "logs", "results"])
def test_a_file_in_the_place_of_a_folder_is_named(tmp_path, name):
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
