"""The examples that train run on small data, from files and from the stream, and the tutorial works as written."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.made_dataset import make_dataset

ROOT = Path(__file__).parents[2]
TUTORIAL = (ROOT / "docs/tutorial/train-a-model.md").read_text(encoding="utf-8")
FEW = ["--videos", "65", "--epochs", "1"]
TABLES = {
    "train_classifier.py": ["frames in order", "shuffled frames", "one frame", "mean image", "chance"],
    "predict_3d.py": [
        "position in camera coordinates, cm",
        "position relative to the mean, cm",
        "the same at the true scale, cm",
        "focal length, px",
    ],
}


@pytest.fixture(scope="module")
def clone(tmp_path_factory) -> Path:
    """A clone with a dataset of 60 samples per class, which its configuration describes."""
    where = tmp_path_factory.mktemp("clone")
    shutil.copytree(ROOT / "examples", where / "examples", ignore=shutil.ignore_patterns("__pycache__"))
    (where / "config").mkdir()
    (where / "config/config.yaml").write_text("samples_per_class: 60\n")
    make_dataset({"samples_per_class": 60}, where / "results")
    return where


def run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def rows_of(table: str) -> dict[str, list[float]]:
    """Return the numbers in each row of a printed table."""
    rows = re.findall(r"^  (\S.*?) {2,}([\d. ]+)$", table, re.M)
    return {name: [float(number) for number in numbers.split()] for name, numbers in rows}


@pytest.mark.parametrize("name", TABLES)
def test_an_example_prints_the_same_table_from_files_and_from_the_stream(name, clone):
    command = [sys.executable, f"examples/{name}", *FEW]
    files, stream = (run([*command, "--source", source], clone) for source in ("files", "stream"))

    assert (files.returncode, files.stderr) == (0, "")
    assert list(rows_of(files.stdout)) == TABLES[name]
    assert stream.stdout == files.stdout


@pytest.mark.parametrize("name", TABLES)
def test_an_example_needs_a_dataset(name, clone):
    failed = run([sys.executable, f"examples/{name}", "--dataset", "elsewhere"], clone)

    assert (failed.returncode, failed.stdout) == (1, "")
    assert re.fullmatch(r"Error: elsewhere: no dataset here .*\n", failed.stderr)


def test_the_commands_and_the_code_of_the_tutorial_run(clone, monkeypatch):
    commands = [shlex.split(line) for line in re.findall(r"^\$ python (examples/.*)$", TUTORIAL, re.M)]
    for command in commands:
        finished = run([sys.executable, *command, *FEW], clone)
        assert (finished.returncode, finished.stderr) == (0, "")
        assert all(name in TUTORIAL for name in rows_of(finished.stdout))
    monkeypatch.chdir(clone)
    monkeypatch.syspath_prepend(str(clone))
    names: dict[str, object] = {}
    exec("\n".join(re.findall(r"^```py\n(.*?)^```", TUTORIAL, re.M | re.S)), names)  # noqa: S102  It is our own page.

    assert {Path(command[0]).name for command in commands} == set(TABLES)
    assert len(names["predicted"]) == len(names["unseen"]) > 0
    assert 0 <= names["accuracy"] <= 1
