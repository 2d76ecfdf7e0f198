"""Other workflows use this one as a module."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.support.project import Project

pytestmark = pytest.mark.slow

TINY = {
    "samples_per_class": 8,
    "samples_per_shard": 5,
    "rows_per_file": 10,
    "height": 24,
    "width": 32,
    "frames": 6,
    "classes": {"circular": None, "helical": None, "parabolic": None},
}
MODULE = """
import pandas

configfile: "mine.json"

module balls:
    snakefile: {snakefile}
    config: config["balls"]
    prefix: "data/balls"

use rule * from balls as balls_*

rule train:
    default_target: True
    input: "data/balls/results/verdict.txt"
    output: "model.txt"
    params: mine=config
    run:
        import pandas
        assert params.mine == {{"mine": 1, "balls": config["balls"]}} and "seed" not in config["balls"]
        import os
        assert os.environ["OPENBLAS_NUM_THREADS"] == "3", "matrices are multiplied as ever"
        shell("cp {{input}} {{output}}")
"""
RESULTS = "data/balls/results"


class Outer:
    """Another workflow, in its own folder."""

    def __init__(self, folder: Path, text: str, **settings: object):
        self.folder = folder
        folder.mkdir()
        (folder / "Snakefile").write_text(text)
        self.configure(**settings)

    def configure(self, **settings: object) -> None:
        (self.folder / "mine.json").write_text(json.dumps({"mine": 1, "balls": TINY | settings}))

    def snakemake(self, *arguments: str, variables: Mapping[str, str] | None = None) -> str:
        command = [sys.executable, "-m", "snakemake", "--cores", "2", *arguments]
        known = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "CURVEBALL_RUN")}
        environment = known | {"OPENBLAS_NUM_THREADS": "3"} | dict(variables or {})
        done = subprocess.run(
            command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False, timeout=240
        )
        return f"{done.stdout}{done.stderr}\nexit code {done.returncode}"

    def stale(self) -> set[str]:
        table = self.snakemake("--dry-run").partition("Job stats:")[2]
        return {rule for rule, _ in re.findall(r"^(\w+) +(\d+)$", table, re.M)} - {"total"}

    def path(self, name: str) -> Path:
        return self.folder / name


@pytest.fixture
def outer(tmp_path, project) -> Outer:
    return Outer(tmp_path / "outer workflow", MODULE.format(snakefile=repr(str(project.path("workflow/Snakefile")))))


def test_a_module_works_behind_its_prefix_and_is_checked_as_ever(outer):
    screen = outer.snakemake()

    assert screen.endswith("exit code 0"), screen
    assert "checks passed" in outer.path("model.txt").read_text()
    assert {path.name for path in outer.folder.iterdir()} == {
        ".snakemake",
        "Snakefile",
        "data",
        "mine.json",
        "model.txt",
    }
    assert len(list(outer.path("data/balls/logs").glob("*_merge_dataset.log"))) == 1
    assert outer.stale() == set()

    with outer.path(f"{RESULTS}/dataset/README.md").open("a") as file:
        file.write("changed")
    assert outer.stale() == {"balls_describe_dataset", "balls_enforce_checks", "train"}

    outer.configure(seed=7)
    outer.snakemake("--touch")
    assert outer.stale() >= {"balls_generate_linear", "balls_merge_dataset", "balls_validate_dataset"}


def test_two_modules_make_two_datasets(tmp_path, project):
    snakefiles = [str(project.path(name)) for name in ("Snakefile", "workflow/Snakefile")]
    text = "".join(
        f"module {name}:\n    snakefile: {snakefile!r}\n    config: {TINY | {'seed': seed}}\n    prefix: {name!r}\n"
        f"use rule * from {name} as {name}_*\n"
        for seed, (name, snakefile) in enumerate(zip("ab", snakefiles, strict=True))
    )
    text += 'rule both:\n    default_target: True\n    input: "a/results/verdict.txt", "b/results/verdict.txt"\n'
    outer = Outer(tmp_path / "outer", text)
    screen = outer.snakemake()

    assert screen.endswith("exit code 0"), screen
    verdicts = [outer.path(f"{name}/results/verdict.txt").read_text() for name in "ab"]
    assert verdicts[0] != verdicts[1]


def test_an_unknown_key_of_the_other_workflow_is_rejected(tmp_path, project):
    outer = Outer(tmp_path / "outer", MODULE.format(snakefile=repr(str(project.path("workflow/Snakefile")))), mine=1)
    screen = outer.snakemake()

    assert "exit code 0" not in screen
    assert "Traceback" not in screen
    assert "mine" in screen


def test_a_module_from_a_git_host_runs_the_code_of_its_commit(tmp_path, project):
    commit = _commit(project)
    cache = tmp_path / "cache"
    clone = cache / "snakemake" / "snakemake" / "source-cache" / "snakemake-git-cache" / "github.com" / "me" / "balls"
    subprocess.run(["git", "clone", "--quiet", "--bare", project.folder, clone], check=True)
    shutil.rmtree(project.folder)
    source = f'github("me/balls", path="workflow/Snakefile", commit="{commit}")'
    outer = Outer(tmp_path / "outer", MODULE.format(snakefile=source))
    screen = outer.snakemake(variables={"XDG_CACHE_HOME": str(cache)})

    assert screen.endswith("exit code 0"), screen
    assert "checks passed" in outer.path("model.txt").read_text()


def _commit(project: Project) -> str:
    """Put the code of a project into a git repository of its own, and return its commit."""
    git = ["git", "-C", str(project.folder), "-c", "user.name=me", "-c", "user.email=me@example.org"]
    for arguments in (["init", "-q"], ["add", "-A", "--", ":!results", ":!logs"], ["commit", "-q", "-m", "First"]):
        subprocess.run([*git, *arguments], check=True)
    return subprocess.run([*git, "rev-parse", "HEAD"], check=True, capture_output=True, text=True).stdout.strip()
