"""Whatever happens to the files of a dataset, `verify` finds it, and no wrong sample is read in silence."""

import random
import shutil
from pathlib import Path

import pytest

from curveball.dataset.reader import Dataset
from tests.support.damages import DAMAGES, SETTINGS, Damage, is_found_by_verify, readings
from tests.support.made_dataset import make_dataset

DAMAGES_OF_EACH_KIND = 40


@pytest.fixture(scope="module")
def original(tmp_path_factory) -> Path:
    return make_dataset(SETTINGS, tmp_path_factory.mktemp("original")).folder


@pytest.fixture(scope="module")
def other(tmp_path_factory) -> Path:
    return make_dataset(SETTINGS | {"seed": 43}, tmp_path_factory.mktemp("other")).folder


@pytest.fixture(scope="module")
def expected(original) -> list[dict]:
    return list(Dataset(original))


def check_damage(kind, seed: int, original: Path, other: Path, expected: list[dict], folder: Path) -> dict[str, int]:
    """Plant a damage, show that it is found, and return how reading ended."""
    shutil.copytree(original, folder)
    kind(Damage(folder, other, random.Random(seed)))  # noqa: S311  It decides nothing secret.
    ends = readings(folder, expected, verify=True)

    assert is_found_by_verify(folder)
    assert is_found_by_verify(folder, samples=False)
    assert ends["wrong"] == 0
    return ends


def test_an_intact_dataset_is_read_and_verified(original, expected):
    assert not is_found_by_verify(original)
    assert readings(original, expected, verify=True) == {"right": 80}


@pytest.mark.parametrize("kind", DAMAGES, ids=lambda kind: kind.__name__)
def test_a_damage_is_found(kind, original, other, expected, tmp_path):
    check_damage(kind, 1, original, other, expected, tmp_path / "dataset")


@pytest.mark.faults
@pytest.mark.parametrize("seed", range(2, 2 + DAMAGES_OF_EACH_KIND))
@pytest.mark.parametrize("kind", DAMAGES, ids=lambda kind: kind.__name__)
def test_hundreds_of_damages_are_found(kind, seed, original, other, expected, tmp_path, record_property):
    ends = check_damage(kind, seed, original, other, expected, tmp_path / "dataset")
    end = "found; reading refused" if ends["error"] else "found; reading right"
    record_property("faults", [(f"damage: {kind.__name__}", end, 1)])
