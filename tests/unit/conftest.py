"""Small real datasets."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from curveball.config.loading import parse_config
from curveball.config.model import Config
from curveball.dataset.merging import merge_shards
from curveball.generation.shards import write_shard


@dataclass(frozen=True)
class Made:
    """A dataset on the disk, and what it was made from. Tests that change files work on a copy."""

    config: Config
    shards: list[Path]
    folder: Path


@pytest.fixture(scope="session")
def make_dataset() -> Callable[[dict, Path], Made]:
    def make(settings: dict, where: Path) -> Made:
        config = parse_config(settings)
        shards = []
        for class_name in config.classes:
            for first in range(0, config.samples_per_class, config.samples_per_shard):
                count = min(config.samples_per_shard, config.samples_per_class - first)
                shards.append(where / "shards" / class_name / f"{len(shards):05d}.parquet")
                write_shard(config, class_name, first, count, shards[-1], progress=lambda done: None)
        merge_shards(config, shards, where / "dataset", progress=lambda done: None)
        return Made(config, shards, where / "dataset")

    return make


@pytest.fixture(scope="session")
def made(make_dataset: Callable[[dict, Path], Made], tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The default dataset with 24 samples of each class, in shards of 10 and files of 20."""
    settings = {"samples_per_class": 24, "samples_per_shard": 10, "rows_per_file": 20}
    return make_dataset(settings, tmp_path_factory.mktemp("made"))
