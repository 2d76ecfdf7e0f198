"""Files that no merge writes end in a CurveballError, in bounded memory, whatever they claim to be."""

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.support.crafted import classes_of_files, forge
from tests.support.damages import SETTINGS
from tests.support.made_dataset import make_dataset

ROOT = Path(__file__).parents[2]
NAME = "data/train-00000.parquet"
CLASSES = classes_of_files()
MAX_GROWTH_BYTES = 64 << 20
# With a manifest that tells the same lies, these differ from samples in nothing that a reader can know.
UNKNOWABLE = {"other videos": {"read"}, "mutated footers": {"read", "verified", "found"}}


@pytest.fixture(scope="module")
def original(tmp_path_factory) -> Path:
    return make_dataset(SETTINGS, tmp_path_factory.mktemp("original")).folder


def read(original: Path, where: Path, kind: str, every: int = 1) -> list[dict[str, Any]]:
    """Return how the readings of crafted files ended, each with the manifest as it was and with a forged one."""
    (where / "original").symlink_to(original)
    for number, craft in enumerate(list(CLASSES[kind].values())[::every]):
        for manifest in ("honest", "forged"):
            folder = Path(shutil.copytree(original, where / "crafted" / f"{number:03d} {manifest}"))
            craft(folder / NAME)
            if manifest == "forged":
                forge(folder, NAME)
    command = [sys.executable, "-m", "tests.support.read_crafted", str(where)]
    # pyarrow's own allocator reserves up to a gigabyte at once, which the limit of the process sometimes forbids.
    environment = os.environ | {"PYTHONPATH": str(ROOT), "ARROW_DEFAULT_MEMORY_POOL": "system"}
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=300)
    readings = [json.loads(line) for line in run.stdout.splitlines()]

    assert run.returncode == 0, f"died after {readings[-1:]}: {run.stderr}"
    assert len(readings) == len(list((where / "crafted").iterdir()))
    names = list(CLASSES[kind])[::every]
    return [reading | {"case": f"{names[k // 2]}, {reading['case'][4:]}"} for k, reading in enumerate(readings)]


def faults_in(kind: str, reading: dict[str, Any]) -> list[str]:
    """Return what is wrong with the reading of a crafted file."""
    unknowable = UNKNOWABLE.get(kind, set()) if reading["case"].endswith("forged") else set()
    faults = []
    for way in ("read", "verified"):
        ends = reading[way]
        if isinstance(ends, str):
            faults.append(f"raw exception: {ends}")
        elif "wrong" in ends and way not in unknowable:
            faults.append(f"read as a wrong sample, {way}: {ends}")
        elif "error" not in ends and way not in unknowable:
            faults.append(f"no error, {way}: {ends}")
    if reading["found"] is not True and "found" not in unknowable:
        faults.append(f"not found by verify: {reading['found']}")
    if reading["grown_bytes"] > MAX_GROWTH_BYTES:
        faults.append(f"took {reading['grown_bytes']:,} bytes of memory")
    return [f"{reading['case']}: {fault}" for fault in faults]


@pytest.mark.parametrize("kind", ["other metadata", "bombs"])
@pytest.mark.slow
def test_a_few_crafted_files_end_in_an_error(kind, original, tmp_path):
    readings = read(original, tmp_path, kind, every=8)
    assert [fault for reading in readings for fault in faults_in(kind, reading)] == []


@pytest.mark.faults
@pytest.mark.parametrize("kind", CLASSES)
def test_hundreds_of_crafted_files_end_in_an_error(kind, original, tmp_path, tally):
    readings = read(original, tmp_path, kind)
    ends = Counter("CurveballError" if "error" in reading["verified"] else "read right" for reading in readings)
    for end, count in ends.items():
        tally(f"crafted file: {kind}", end, count)
    assert [fault for reading in readings for fault in faults_in(kind, reading)] == []
