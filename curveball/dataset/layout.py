"""Where things lie: the names of all files, and how the samples of a class are cut into shards.

Every other module asks here; nothing else takes a file name apart or puts one together.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from curveball.config.model import Config
from curveball.dataset.splits import SPLITS, split_counts

MANIFEST = "manifest.json"
"""Name of the manifest in the folder of a dataset."""
SHARD_NUMBER = r"\d{5}"
"""Regular expression of a shard's number in its file name."""

_DATA_FILE = re.compile(rf"({'|'.join(SPLITS)})-(\d{{5}})\.parquet")


class Shard(NamedTuple):
    """The samples [first, first + count) of a class, which one job generates."""

    class_name: str
    number: int
    first: int
    count: int

    @property
    def file(self) -> str:
        """Name of its file in the folder of shards: helical/00003.parquet."""
        return f"{self.class_name}/{self.number:05d}.parquet"


class DataFile(NamedTuple):
    """One file of the dataset."""

    split: str
    number: int

    @property
    def name(self) -> str:
        """Its name in the folder of the dataset: data/train-00003.parquet."""
        return f"data/{self.split}-{self.number:05d}.parquet"


def shard_at(config: Config, class_name: str, number: int) -> Shard:
    """Return a shard of a class; the last shard of a class holds what is left."""
    first = number * config.samples_per_shard
    return Shard(class_name, number, first, min(config.samples_per_shard, config.samples_per_class - first))


def shards_of_class(config: Config, class_name: str) -> list[Shard]:
    """Return the shards of a class, in the order of their indices."""
    count = -(-config.samples_per_class // config.samples_per_shard)
    return [shard_at(config, class_name, number) for number in range(count)]


def shards(config: Config) -> list[Shard]:
    """Return all shards, class by class."""
    return [shard for class_name in config.classes for shard in shards_of_class(config, class_name)]


def data_files(config: Config) -> list[DataFile]:
    """Return the files of the dataset, split by split."""
    totals = sum(split_counts(config, class_name) for class_name in config.classes)
    return [
        DataFile(split, number)
        for split, total in zip(SPLITS, totals, strict=True)
        for number in range(-(-int(total) // config.rows_per_file))
    ]


def parse_data_file(path: Path) -> DataFile:
    """Return what the name of a file says.

    Raises:
        ValueError: It is not the name of a file of a dataset.
    """
    if match := _DATA_FILE.fullmatch(path.name):
        return DataFile(match[1], int(match[2]))
    raise ValueError(f"{path}: not the name of a file of a dataset, such as {DataFile('train', 0).name}")


def find_data_files(folder: Path) -> Iterator[tuple[DataFile, Path]]:
    """Yield the files of a dataset that lie in its folder, in the order of splits and numbers."""
    paths = [path for path in (folder / "data").glob("*.parquet") if _DATA_FILE.fullmatch(path.name)]
    found = [(parse_data_file(path), path) for path in paths]
    return iter(sorted(found, key=lambda pair: (SPLITS.index(pair[0].split), pair[0].number)))
