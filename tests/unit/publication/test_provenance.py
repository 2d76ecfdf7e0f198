"""Where a dataset comes from is recorded without a time, a name of a machine or a folder."""

import json
import subprocess

import pytest

import curveball
from curveball.publication.provenance import read_commit, render_provenance
from curveball.structures import to_json
from tests.support.published import PHASES


@pytest.fixture
def repository(tmp_path):
    """A git repository with one commit of a file of the code."""
    (tmp_path / "curveball").mkdir()
    (tmp_path / "curveball" / "__init__.py").write_text("")
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", ".")
    git(tmp_path, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "--quiet", "-m", "First")
    return tmp_path


def git(folder, *arguments: str) -> str:
    return subprocess.run(["git", "-C", folder, *arguments], check=True, capture_output=True, text=True).stdout.strip()


def test_configuration_code_versions_and_fingerprint_are_named(facts, tmp_path):
    content = json.loads(render_provenance(facts, PHASES, {"merge_dataset": "1" * 32}, tmp_path))

    assert content["generator"]["version"] == curveball.__version__
    assert content["fingerprint"] == facts.manifest.fingerprint
    assert content["dataset_identity"] == facts.manifest.identity
    assert content["config"] == to_json(facts.config, "exports")
    assert content["phases"] == PHASES
    assert content["git"] is None


def test_the_commit_is_that_of_the_code(repository):
    assert read_commit(repository) == {"commit": git(repository, "rev-parse", "HEAD"), "has_changes": False}
    (repository / "curveball" / "__init__.py").write_text("edited")
    assert read_commit(repository)["has_changes"] is True


def test_a_new_file_of_the_code_is_a_change_and_other_files_are_none(repository):
    (repository / "mine.yaml").write_text("seed: 7")
    assert read_commit(repository)["has_changes"] is False
    (repository / "curveball" / "motions").mkdir()
    (repository / "curveball" / "motions" / "spiral.py").write_text("")
    assert read_commit(repository)["has_changes"] is True


def test_a_repository_that_does_not_track_the_code_has_no_say(repository):
    (repository / "vendored" / "curveball").mkdir(parents=True)
    (repository / "vendored" / "curveball" / "__init__.py").write_text("")
    assert read_commit(repository / "vendored") is None


def test_without_git_there_is_no_commit(repository, monkeypatch):
    monkeypatch.setenv("PATH", "")
    assert read_commit(repository) is None
