"""Names and shards: how files and jobs are named, and how the samples of a class are cut into shards.

This is the only module that composes a file name, parses one, or cuts indices into shards.
"""

import os
import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np

from curveball.config.model import Config
from curveball.dataset.splits import ALL_SPLITS, split_counts, split_names
from curveball.dataset.twin_plan import planned_twins

MANIFEST = "manifest.json"
"""Name of the manifest in the folder of a dataset."""
CARD, CROISSANT, PROVENANCE, PREVIEW = "README.md", "croissant.json", "provenance.json", "preview.webp"
"""Names of the files that describe a dataset, in its folder."""
CHECKSUMS = "SHA256SUMS"
"""Name of the file with the SHA-256 of every other file, in the folder of a dataset."""
DESCRIPTION = (CARD, CROISSANT, PROVENANCE, PREVIEW, CHECKSUMS)
"""All files that describe a dataset, in the order in which they are written."""
SHARD_NUMBER = r"\d{5}"
"""Regular expression for the number of a shard in its file name."""

_DATA_FILE = re.compile(rf"({'|'.join(ALL_SPLITS)})-(\d{{5}})\.parquet")
_SHARD_JOB = re.compile(rf"(\w+)_({SHARD_NUMBER})")


@dataclass(frozen=True, slots=True)
class Shard:
    """The samples [first, first + count) of a class, which one job generates."""

    class_name: str
    number: int
    first: int
    count: int

    @property
    def file(self) -> str:
        """Path relative to the folder of shards: helical/00003.parquet."""
        return f"{self.class_name}/{self.number:05d}.parquet"

    @property
    def job(self) -> str:
        """Name of the job that generates the shard: generate_helical_00003."""
        return f"generate_{self.class_name}_{self.number:05d}"


@dataclass(frozen=True, slots=True)
class DataFile:
    """One Parquet file of a dataset."""

    split: str
    number: int

    @property
    def name(self) -> str:
        """Path relative to the folder of the dataset: data/train-00003.parquet."""
        return f"data/{self.split}-{self.number:05d}.parquet"


class JobName(NamedTuple):
    """What the name of a job tells: generate_helical_00003 is shard 3 of the rule generate_helical."""

    rule: str
    number: int | None
    """Number of the shard or of the part of the dataset; None for a job that is the only one of its rule."""


def shard_at(config: Config, class_name: str, number: int) -> Shard:
    """Return a shard of a class. The last shard of a class holds the remainder."""
    first = number * config.shard_size
    count = min(config.shard_size, config.class_counts[class_name] - first)
    return Shard(class_name=class_name, number=number, first=first, count=count)


def shards_of_class(config: Config, class_name: str) -> list[Shard]:
    """Return the shards of a class, in the order of their indices."""
    count = -(-config.class_counts[class_name] // config.shard_size)
    return [shard_at(config, class_name, number) for number in range(count)]


def shards(config: Config) -> list[Shard]:
    """Return all shards, class by class."""
    return [shard for class_name in config.classes for shard in shards_of_class(config, class_name)]


def data_files(config: Config) -> list[DataFile]:
    """Return the Parquet files of the dataset, split by split. A split without samples has none."""
    return [
        DataFile(split, number)
        for split, total in rows_of_splits(config).items()
        for number in range(-(-total // config.rows_per_file))
    ]


def rows_of_splits(config: Config) -> dict[str, int]:
    """Return the number of rows of each split."""
    totals = np.sum([split_counts(config, class_name) for class_name in config.classes], axis=0).tolist()
    return dict(zip(split_names(config), [*totals, len(planned_twins(config))], strict=False))


def total_rows(config: Config) -> int:
    """Return the number of rows of the dataset: all samples and all twins."""
    return sum(rows_of_splits(config).values())


def parse_data_file(path: Path) -> DataFile:
    """Return the split and the number that the name of a Parquet file of a dataset tells.

    Raises:
        ValueError: The name is not that of a file of a dataset.
    """
    if match := _DATA_FILE.fullmatch(path.name):
        return DataFile(match[1], int(match[2]))
    raise ValueError(f"{path}: not the name of a file of a dataset, such as {DataFile('train', 0).name}")


def find_data_files(folder: Path) -> list[tuple[DataFile, Path]]:
    """Return the Parquet files in the folder of a dataset, in the order of splits and numbers; ignore other files."""
    paths = [path for path in (folder / "data").glob("*.parquet") if _DATA_FILE.fullmatch(path.name)]
    found = [(parse_data_file(path), path) for path in paths]
    return sorted(found, key=lambda pair: (ALL_SPLITS.index(pair[0].split), pair[0].number))


def find_foreign_files(folder: Path, listed: Collection[str]) -> list[str]:
    """Return the files in the folder of a dataset that do not belong to it, as sorted paths relative to the folder.

    Hidden files beside the manifest, such as `.gitattributes` and folders of version control, belong to whoever keeps
    the dataset, unless they are temporary ones that an interrupted writer left.

    Args:
        folder: Folder of the dataset.
        listed: The data files that its manifest lists.
    """
    known = {MANIFEST, *DESCRIPTION, *listed}
    beside = [path for path in folder.iterdir() if not path.name.startswith(".") or path.match(".*.tmp")]
    inside = [
        Path(root, name) for path in beside if path.is_dir() for root, _, names in os.walk(path) for name in names
    ]
    files = [path for path in beside if not path.is_dir()] + inside
    return sorted({path.relative_to(folder).as_posix() for path in files} - known)


def parse_job(name: str) -> JobName:
    """Return the rule and the shard that the name of a job tells; its log and its benchmark bear this name."""
    if match := _SHARD_JOB.fullmatch(name):
        return JobName(match[1], int(match[2]))
    return JobName(name, None)


def log_file(run: str, job: str) -> str:
    """Return the name of a job's log: 20260125_005159_merge_dataset.log.

    Args:
        run: Time at which the run started, 20260125_005159, shared by all logs of the run.
        job: Name of the job.
    """
    return f"{run}_{job}.log"


def parse_log_file(path: Path) -> str:
    """Return the name of the job whose log this is."""
    return path.stem.split("_", maxsplit=2)[2]


def find_logs(folder: Path, run: str) -> dict[str, Path]:
    """Return the logs of a run by the names of their jobs, in alphabetical order."""
    prefix = log_file(run, "").removesuffix(".log")
    return {path.stem.removeprefix(prefix): path for path in sorted(folder.glob(log_file(run, "*")))}
