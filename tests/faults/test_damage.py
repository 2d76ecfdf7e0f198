"""Whatever happens to the files of a dataset, `verify` finds it, and no wrong sample is read in silence."""

import random
import shutil
from collections import Counter
from pathlib import Path

import pytest

from curveball.dataset.reader import Dataset
from tests.support.damages import DAMAGES, SETTINGS, Damage, header_bytes, is_found_by_verify, readings
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
def test_hundreds_of_damages_are_found(kind, seed, original, other, expected, tmp_path, tally, faults_seed):
    ends = check_damage(kind, 1000 * faults_seed + seed, original, other, expected, tmp_path / "dataset")
    tally(f"file of a dataset: {kind.__name__}", "found, reading refused" if ends["error"] else "found, reading right")


@pytest.mark.faults
@pytest.mark.parametrize("part", range(8))
def test_a_flipped_bit_is_not_read_as_a_wrong_sample_without_verification(part, original, expected, tmp_path, tally):
    """The headers of pages have neither a checksum nor, without verification, a digest: one bit of each byte flips."""
    path = shutil.copytree(original, tmp_path / "dataset") / "data" / "train-00001.parquet"
    intact = path.read_bytes()
    chance = random.Random(part)  # noqa: S311
    anywhere = chance.sample(range(len(intact)), 100)
    ends: Counter[str] = Counter()
    for place in header_bytes(path)[part::8] + anywhere:
        damaged = bytearray(intact)
        damaged[place] ^= 1 << chance.randrange(8)
        path.write_bytes(damaged)
        found = readings(tmp_path / "dataset", expected, slice(15, 30))
        assert found["wrong"] == 0, place
        ends["refused" if found["error"] else "right"] += 1
    for end, count in ends.items():
        tally("flipped bit, not verified", f"reading {end}", count)
