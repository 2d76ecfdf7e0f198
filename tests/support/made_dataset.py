"""A small real dataset: made, cut into shards, and merged."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from curveball.config.loading import parse_config
from curveball.config.model import Config
from curveball.dataset import layout
from curveball.dataset.merging import merge_shards
from curveball.generation.shards import write_shard

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Made:
    """A dataset on the disk, and what it was made from. Tests that change files work on a copy."""

    config: Config
    shards: list[Path]
    folder: Path


def make_dataset(settings: Mapping[str, Any], where: Path) -> Made:
    """Make a dataset in a folder, with its shards beside it."""
    config = parse_config(settings)
    shards = []
    for shard in layout.shards(config):
        shards.append(where / "shards" / shard.file)
        write_shard(config, shard.class_name, shard.first, shard.count, shards[-1], progress=lambda done: None)
    merge_shards(config, shards, where / "dataset", progress=lambda done: None)
    return Made(config, shards, where / "dataset")


def make_folder_of_pages(where: Path, samples_per_class: int) -> Path:
    """Make a folder as the pages of the documentation assume it: the configuration and a dataset. Return it."""
    shutil.copytree(ROOT / "config", where / "config")
    make_dataset({"samples_per_class": samples_per_class}, where / "results")
    return where
