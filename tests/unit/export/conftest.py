"""A dataset that is quick to export, with files that are not full, and its exports."""

from collections.abc import Callable
from pathlib import Path

import pytest

import curveball
from curveball.export.exporting import export
from tests.support.made_dataset import Made, make_dataset

Exported = Callable[[str], Path]


@pytest.fixture(scope="session")
def little(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """16 samples of 3 frames of 24x32 pixels, 8 for training and 4 in each other split, in files of 5."""
    settings = {"samples_per_class": 4, "rows_per_file": 5, "frames": 3, "height": 24, "width": 32}
    settings |= {"splits": {"train": 0.5, "validation": 0.25, "test": 0.25}}
    return make_dataset(settings, tmp_path_factory.mktemp("little"))


@pytest.fixture(scope="session")
def samples(little: Made) -> dict[str, list[curveball.Sample]]:
    """Its samples by split."""
    return {split: list(curveball.Dataset(little.folder, split)) for split in ("train", "validation", "test")}


@pytest.fixture(scope="session")
def exported(little: Made, tmp_path_factory: pytest.TempPathFactory) -> Exported:
    """`exported("npz")` is a folder with the dataset in this format."""
    folders: dict[str, Path] = {}

    def once(name: str) -> Path:
        if name not in folders:
            folders[name] = tmp_path_factory.mktemp("exported") / name
            export(name, little.folder, folders[name])
        return folders[name]

    return once
