"""Parts of a large dataset: ranges of its files, which jobs of their own merge and validate.

The rows of a dataset do not depend on its parts. The samples of a part are those with about the same share of the
indices of each class, so a part needs few of the shards, and a shard is needed by few parts.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from curveball.config.model import Config
from curveball.dataset import layout
from curveball.dataset.layout import DataFile, Shard
from curveball.dataset.splits import ALL_SPLITS, TWINS, split_counts

MERGED = "merged.json"
"""Name of the list of a part's merged files, in the folder of the part."""
CHECKED = ("checked.json", "checked.arrays")
"""Names of the files that hold what the validation of a part found."""

_MAX_ROWS_OF_ONE = 250_000
"""A dataset of at most so many rows is one part: more jobs would take longer to start than they save."""
_ROWS_OF_A_PART, _AUTO_PARTS = 125_000, 100
"""Such a part takes a few seconds to merge and to validate. What a job does for the rows of all parts takes seconds,
too, from some ten million rows on, so there are no more parts then."""
_MAX_PARTS = 400
"""Snakemake plans so many within seconds."""
_MARGIN_SD = 6.0
"""How far the indices of a part may be from their expected place, in units of the square root of their number.

That is more than eight standard deviations. The merge checks it.
"""
_MARGIN_INDICES = 40
"""The same for what the blocks of `splits.split_of` add."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some consecutive files of each split."""

    number: int
    rows: Mapping[str, tuple[int, int]]
    """Number of the first row and of the row after the last one, in each split."""
    files: tuple[DataFile, ...]
    indices: Mapping[str, tuple[int, int]]
    """By class, a range that contains the indices of all its samples."""
    shards: tuple[Shard, ...]
    """The shards with these indices, in the order of `layout.shards`."""

    @property
    def merge_job(self) -> str:
        """Name of the job that merges the part: merge_part_00003."""
        return f"merge_part_{self.number:05d}"

    @property
    def validate_job(self) -> str:
        """Name of the job that validates the part: validate_part_00003."""
        return f"validate_part_{self.number:05d}"

    @property
    def merged_file(self) -> str:
        """The list of its merged files, relative to the folder of the parts: 00003/merged.json."""
        return f"{self.number:05d}/{MERGED}"

    @property
    def checked_files(self) -> tuple[str, ...]:
        """What its validation found, relative to the folder of the parts: 00003/checked.json and .arrays."""
        return tuple(f"{self.number:05d}/{name}" for name in CHECKED)

    @property
    def total_rows(self) -> int:
        """Number of rows in all files."""
        return sum(stop - first for first, stop in self.rows.values())


def parts(config: Config) -> list[Part]:
    """Return the parts of a dataset, in the order of their files. Twins are in no part."""
    totals = {split: total for split, total in layout.rows_of_splits(config).items() if split != TWINS}
    count = count_parts(config)
    counts = {name: split_counts(config, name).tolist() for name in config.classes}
    shards = {name: layout.shards_of_class(config, name) for name in config.classes}
    found = []
    for number in range(count):
        cuts = {split: _cut(config, total, number, count) for split, total in totals.items()}
        rows = {
            split: (first * config.rows_per_file, min(stop * config.rows_per_file, totals[split]))
            for split, (first, stop) in cuts.items()
        }
        indices = {name: _indices(rows, totals, counts[name]) for name in config.classes}
        found.append(
            Part(
                number=number,
                rows=rows,
                files=tuple(DataFile(split, file) for split, cut in cuts.items() for file in range(*cut)),
                indices=indices,
                shards=tuple(
                    shard
                    for name, (low, high) in indices.items()
                    for shard in shards[name]
                    if shard.first < high and low < shard.first + shard.count
                ),
            )
        )
    return found


def count_parts(config: Config) -> int:
    """Return the number of parts of a dataset."""
    total = config.total_samples
    if config.samples_per_part != "auto":
        size = config.samples_per_part
    else:
        size = total if total <= _MAX_ROWS_OF_ONE else max(_ROWS_OF_A_PART, -(-total // _AUTO_PARTS))
    return min(-(-total // size), _MAX_PARTS)


def _cut(config: Config, total: int, number: int, count: int) -> tuple[int, int]:
    """Return the number of a part's first file in a split, and of the file after its last one."""
    files = -(-total // config.rows_per_file)
    return files * number // count, files * (number + 1) // count


def _indices(rows: Mapping[str, tuple[int, int]], totals: Mapping[str, int], counts: list[int]) -> tuple[int, int]:
    """Return a range that contains the indices of a class in rows.

    Args:
        rows: Number of the first row and of the row after the last one, in each split.
        totals: Number of rows of each split.
        counts: Number of samples of the class in each split.
    """
    everything = sum(counts)
    ranges = list(_ranges(rows, totals, counts))
    return (
        max(0, min((low for low, _ in ranges), default=0)),
        min(everything, max((high for _, high in ranges), default=0)),
    )


def _ranges(
    rows: Mapping[str, tuple[int, int]], totals: Mapping[str, int], counts: list[int]
) -> Iterator[tuple[int, int]]:
    for split, (first, stop) in rows.items():
        own = counts[ALL_SPLITS.index(split)]
        if first < stop and own:
            margin = _MARGIN_SD * math.sqrt(own) / own + _MARGIN_INDICES / sum(counts)
            low, high = first / totals[split] - margin, stop / totals[split] + margin
            yield math.floor(low * sum(counts)), math.ceil(high * sum(counts))
