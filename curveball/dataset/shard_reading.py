"""Reads the shards of a class in the order of the indices, and hands out the rows of each split."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from curveball.config.errors import CurveballError
from curveball.config.model import Config
from curveball.dataset.layout import Shard
from curveball.dataset.splits import split_counts, split_names, split_of
from curveball.generation.columns import to_numpy
from curveball.generation.memory import rows_per_group
from curveball.generation.schema import absent, dataset_schema
from curveball.generation.texts import complete_questions

_GROUPS_AT_A_TIME = 2


class ShardError(CurveballError):
    """The shards do not hold the samples that the dataset needs."""


def rows_at_a_time(config: Config) -> int:
    """Return the number of rows to read, shuffle and write at a time: 1024, or fewer if their videos are large."""
    return _GROUPS_AT_A_TIME * rows_per_group(config.video_shape)


class ClassReader:
    """Hands out some consecutive rows of each split of one class, in the order of their indices."""

    def __init__(
        self,
        config: Config,
        class_name: str,
        shards: Sequence[tuple[Shard, Path]],
        first: int,
        wanted: NDArray[np.int64],
    ):
        """Prepare to read.

        Args:
            config: The configuration.
            class_name: Name of the class.
            shards: Its shards, without a gap.
            first: Reading begins shortly before this index, which the first shard has.
            wanted: Number of the first row and of the row after the last one, among the rows of the class in each
                split, shape (splits, 2).
        """
        self._config, self._class_name, self._wanted = config, class_name, wanted
        self._schema = dataset_schema(config)
        self._waiting = [self._schema.empty_table() for _ in split_names(config)]
        self._next_index = shards[0][0].first if shards else 0
        self._before: NDArray[np.int64] | None = None
        """Number of rows of each split that were read or skipped, shape (splits,); None before the first one."""
        self.fingerprints: dict[str, str] = {}
        """Fingerprint of each shard that was read, by its name."""
        self._batches = self._read(shards, first)

    def take(self, split: int, count: int) -> pa.Table:
        """Return the next rows of a split; raise ShardError if the shards end before."""
        while len(self._waiting[split]) < count:
            batch = next(self._batches, None)
            if batch is None:
                raise ShardError(
                    f"The shards of {self._class_name} end after {self._next_index} samples; "
                    f"{self._config.class_counts[self._class_name]} are needed. Delete them and run snakemake again"
                )
            self._distribute(batch)
        rows = self._waiting[split]
        self._waiting[split] = rows.slice(count)
        return rows.slice(0, count)

    def _read(self, shards: Sequence[tuple[Shard, Path]], first: int) -> Iterator[pa.RecordBatch]:
        for shard, path in shards:
            try:
                with pq.ParquetFile(path, page_checksum_verification=True, pre_buffer=False) as file:
                    self.fingerprints[shard.file] = f"{int((file.metadata.metadata or {})[b'fingerprint'], 16):032x}"
                    self._expect_rows(file.metadata.num_rows, shard)
                    groups = self._groups(file.metadata, first - shard.first)
                    yield from file.iter_batches(
                        batch_size=rows_at_a_time(self._config), row_groups=groups, use_threads=False
                    )
            except (OSError, pa.ArrowException, KeyError, ValueError) as error:
                raise ShardError(
                    f"{path}: not a complete shard ({error}). Delete it and run snakemake again"
                ) from error

    def _expect_rows(self, found: int, shard: Shard) -> None:
        if found > shard.count:
            raise ShardError(
                f"The shards of {self._class_name} hold more than {self._config.class_counts[self._class_name]} "
                f"samples. Delete them and run snakemake again"
            )

    def _groups(self, metadata: pq.FileMetaData, skipped: int) -> list[int]:
        """Return the numbers of the row groups from that of a row on, and count the rows before them as read."""
        for number in range(metadata.num_row_groups):
            rows = metadata.row_group(number).num_rows
            if skipped < rows:
                return list(range(number, metadata.num_row_groups))
            skipped -= rows
            self._next_index += rows
        return []

    def _distribute(self, batch: pa.RecordBatch) -> None:
        """Check that a batch continues the indices, and append each row that is wanted to those of its split."""
        indices = batch["index"].to_numpy()
        expected = np.arange(self._next_index, self._next_index + len(indices))
        if not np.array_equal(indices, expected):
            raise ShardError(
                f"The shards of {self._class_name} continue with index {indices[0]} instead of {self._next_index}. "
                f"Delete them and run snakemake again"
            )
        splits = split_of(self._config, self._class_name, indices)
        is_wanted = self._is_wanted(splits)
        self._next_index += len(indices)
        if not is_wanted.any():
            return
        if not is_wanted.all():
            batch, splits = batch.filter(pa.array(is_wanted)), splits[is_wanted]
        table = self._with_all_columns(batch)
        for split in range(len(self._waiting)):
            chosen = table.filter(pa.array(splits == split))
            self._waiting[split] = pa.concat_tables([self._waiting[split], chosen])

    def _is_wanted(self, splits: NDArray[np.int8]) -> NDArray[np.bool_]:
        """Tell which of the next rows, of these splits (N,), are wanted, shape (N,)."""
        if self._before is None:
            self._before = split_counts(self._config, self._class_name, self._next_index)
            if (self._before > self._wanted[:, 0])[self._wanted[:, 0] < self._wanted[:, 1]].any():
                raise ShardError(f"{self._class_name}: the part of the dataset needs an earlier shard than expected")
        is_wanted = np.zeros(len(splits), dtype=bool)
        for split, (first, stop) in enumerate(self._wanted):
            own = np.flatnonzero(splits == split)
            numbers = self._before[split] + np.arange(len(own))
            is_wanted[own] = (numbers >= first) & (numbers < stop)
            self._before[split] += len(own)
        return is_wanted

    def _with_all_columns(self, batch: pa.RecordBatch) -> pa.Table:
        """Add what depends on other classes: the questions for the curve, and null parameters of these classes."""
        indices = to_numpy(batch["index"])
        texts: list[Any] = batch["questions"].to_pylist()
        asked = complete_questions(self._config, self._class_name, indices, texts)
        batch = batch.set_column(batch.schema.get_field_index("questions"), batch.schema.field("questions"), asked)
        present = set(batch.schema.names)
        columns = [batch[field.name] if field.name in present else absent(field, len(batch)) for field in self._schema]
        return pa.table(columns, schema=self._schema)
