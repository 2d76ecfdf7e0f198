"""Shards -> dataset: shuffled, split, in files of equal size, read once from the first row to the last."""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import xxhash

import curveball
from curveball.config.errors import CurveballError
from curveball.config.model import Config
from curveball.dataset import layout
from curveball.dataset.layout import MANIFEST, DataFile
from curveball.dataset.provenance import versions
from curveball.dataset.splits import SPLITS, split_counts, split_of
from curveball.generation.atomic import replacing, write_text
from curveball.generation.encoding import combine_fingerprints
from curveball.generation.schema import dataset_schema
from curveball.generation.shards import table_writer
from curveball.numerics.random_streams import Purpose, uniforms


class ShardError(CurveballError):
    """The shards are not those that the dataset needs."""


_ROWS_AT_A_TIME = 1024


def merge_shards(
    config: Config,
    shards: Sequence[Path],
    folder: Path,
    progress: Callable[[int], None],
) -> None:
    """Merge shards into a dataset: Parquet files by split, and a manifest, which is written last.

    The samples of a class are independent and identically distributed, whatever their index; so a random interleave
    of the classes, each in the order of its indices, is a uniform shuffle. It lets every shard be read once, in
    order: memory doesn't grow with the dataset.

    Args:
        config: The configuration.
        shards: The files of all shards, in the order of `layout.shards`.
        folder: Where the dataset goes. Files of an earlier dataset there that are not of this one are removed.
        progress: Called with the number of rows done, again and again.

    Raises:
        ShardError: The shards don't hold the samples that the configuration asks for.
    """
    schema = dataset_schema(config)
    needed = layout.shards(config)
    if len(shards) != len(needed):
        raise ShardError(f"{len(shards)} shards were given; the configuration needs {len(needed)}")
    pairs = list(zip(needed, shards, strict=True))
    paths = {name: [path for shard, path in pairs if shard.class_name == name] for name in config.classes}
    readers = [_ClassReader(config, name, paths[name], schema) for name in config.classes]
    files = layout.data_files(config)
    orders = [_class_order(config, split) for split in range(len(SPLITS))]
    done = 0
    with ExitStack() as stack:
        writers = [
            stack.enter_context(
                _SplitWriter(folder, [file for file in files if file.split == split], schema, config.rows_per_file)
            )
            for split in SPLITS
        ]
        for parts in _in_steps(orders):
            for split, class_numbers in enumerate(parts):
                writers[split].write(_interleave(readers, split, class_numbers))
            done += sum(map(len, parts))
            progress(done)
    for reader in readers:
        reader.expect_end()
    _remove_leftovers(folder, files)
    manifest = {
        "fingerprint": f"{combine_fingerprints(reader.fingerprint for reader in readers):032x}",
        "samples": done,
        "splits": {split: writer.files for split, writer in zip(SPLITS, writers, strict=True)},
        "config": config.model_dump(mode="json"),
        "versions": {"curveball": curveball.__version__} | versions("numpy", "pyarrow", "xxhash"),
    }
    write_text(folder / MANIFEST, json.dumps(manifest, indent=2) + "\n")


def _class_order(config: Config, split: int) -> np.ndarray:
    """Return the number of the class of each row of a split, in a uniformly random order, int16."""
    counts = [split_counts(config, class_name)[split] for class_name in config.classes]
    classes = np.repeat(np.arange(len(counts), dtype=np.int16), counts)
    u = uniforms(config.seed, SPLITS[split], Purpose.SHUFFLE, np.arange(len(classes)), 1)[0]
    return classes[u.argsort(kind="stable")]


def _in_steps(orders: Sequence[np.ndarray]) -> Iterator[list[np.ndarray]]:
    """Cut the orders of all splits into the same number of steps, so that they advance through the shards together."""
    steps = -(-sum(map(len, orders)) // _ROWS_AT_A_TIME)
    for step in range(steps):
        yield [order[len(order) * step // steps : len(order) * (step + 1) // steps] for order in orders]


def _interleave(readers: Sequence["_ClassReader"], split: int, class_numbers: np.ndarray) -> pa.Table:
    """Take the next rows of a split from the classes, in the order of `class_numbers`."""
    counts = np.bincount(class_numbers, minlength=len(readers))
    rows = pa.concat_tables([reader.take(split, int(count)) for reader, count in zip(readers, counts, strict=True)])
    places = np.empty(len(class_numbers), dtype=np.int64)
    places[class_numbers.argsort(kind="stable")] = np.arange(len(class_numbers))
    return rows.combine_chunks().take(pa.array(places))


class _ClassReader:
    """Reads the shards of one class from the first row to the last and deals the rows out by split."""

    def __init__(self, config: Config, class_name: str, paths: Sequence[Path], schema: pa.Schema):
        self._config, self._class_name, self._schema = config, class_name, schema
        self._waiting = [schema.empty_table() for _ in SPLITS]
        self._next_index = 0
        self.fingerprint = 0
        self._batches = self._read(paths)

    def take(self, split: int, count: int) -> pa.Table:
        """Return the next rows of a split; raise ShardError if the shards end before."""
        while len(self._waiting[split]) < count:
            batch = next(self._batches, None)
            if batch is None:
                raise ShardError(
                    f"the shards of {self._class_name} end after {self._next_index} samples; "
                    f"{self._config.samples_per_class} are needed. Delete them and run again"
                )
            self._deal_out(batch)
        rows = self._waiting[split]
        self._waiting[split] = rows.slice(count)
        return rows.slice(0, count)

    def expect_end(self) -> None:
        """Raise ShardError if there are more samples than were taken."""
        if any(map(len, self._waiting)) or next(self._batches, None) is not None:
            raise ShardError(
                f"the shards of {self._class_name} have more than {self._config.samples_per_class} samples. "
                f"Delete them and run again"
            )

    def _read(self, paths: Sequence[Path]) -> Iterator[pa.RecordBatch]:
        for path in paths:
            try:
                with pq.ParquetFile(path, page_checksum_verification=True, pre_buffer=False) as shard:
                    self.fingerprint += int(shard.metadata.metadata[b"fingerprint"], 16)
                    yield from shard.iter_batches(batch_size=_ROWS_AT_A_TIME, use_threads=False)
            except (OSError, pa.ArrowException, KeyError, TypeError) as error:
                raise ShardError(f"{path}: not a whole shard ({error}). Delete it and run again") from error

    def _deal_out(self, batch: pa.RecordBatch) -> None:
        indices = batch["index"].to_numpy()
        expected = np.arange(self._next_index, self._next_index + len(indices))
        if not np.array_equal(indices, expected):
            raise ShardError(
                f"the shards of {self._class_name} don't go on with index {self._next_index}, but with "
                f"{indices[0]}. Delete them and run again"
            )
        self._next_index += len(indices)
        table = self._with_all_columns(batch)
        splits = split_of(self._config, self._class_name, indices)
        for split in range(len(SPLITS)):
            chosen = table.filter(pa.array(splits == split))
            self._waiting[split] = pa.concat_tables([self._waiting[split], chosen])

    def _with_all_columns(self, batch: pa.RecordBatch) -> pa.Table:
        """Add the parameters of the other classes, as nulls."""
        present = set(batch.schema.names)
        columns = [
            batch[field.name] if field.name in present else pa.nulls(len(batch), field.type) for field in self._schema
        ]
        return pa.table(columns, schema=self._schema)


class _SplitWriter:
    """Writes the rows of one split to files of `rows_per_file` rows each."""

    def __init__(self, folder: Path, files: Sequence[DataFile], schema: pa.Schema, rows_per_file: int):
        self._folder, self._names, self._schema = folder, iter([file.name for file in files]), schema
        self._rows_per_file = rows_per_file
        self._waiting = schema.empty_table()
        self._open_file = ExitStack()
        self._writer: pq.ParquetWriter | None = None
        self.files: list[dict] = []

    def __enter__(self) -> "_SplitWriter":
        return self

    def __exit__(self, *failure: Any) -> None:
        if failure[0] is None:
            self._flush()
            self._end_file()
        else:
            self._open_file.__exit__(*failure)

    def write(self, rows: pa.Table) -> None:
        self._waiting = pa.concat_tables([self._waiting, rows])
        if len(self._waiting) >= _ROWS_AT_A_TIME:
            self._flush()

    def _flush(self) -> None:
        while len(self._waiting):
            if self._writer is None:
                self._begin_file()
            part = self._waiting.slice(0, self._rows_per_file - self.files[-1]["rows"])
            self._writer.write_table(part)
            self.files[-1]["rows"] += len(part)
            self._waiting = self._waiting.slice(len(part))
            if self.files[-1]["rows"] == self._rows_per_file:
                self._end_file()

    def _begin_file(self) -> None:
        name = next(self._names)
        temporary = self._open_file.enter_context(replacing(self._folder / name))
        self._writer = self._open_file.enter_context(table_writer(temporary, self._schema))
        self.files.append({"name": name, "rows": 0})

    def _end_file(self) -> None:
        if self._writer is not None:
            self._open_file.close()
            self._writer = None
            self.files[-1]["xxh3_128"] = file_digest(self._folder / self.files[-1]["name"])


def file_digest(path: Path) -> str:
    """Return xxh3_128 of a file's content, 32 hexadecimal digits."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, xxhash.xxh3_128).hexdigest()


def _remove_leftovers(folder: Path, files: Sequence[DataFile]) -> None:
    for file, path in layout.find_data_files(folder):
        if file not in files:
            path.unlink()
