"""Shards to dataset: shuffled, split, and written to files of equal size in one pass over the shards."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

import curveball
from curveball.config.errors import CurveballError
from curveball.config.model import Config
from curveball.dataset import layout
from curveball.dataset.layout import MANIFEST, DataFile
from curveball.dataset.manifest import Manifest, ManifestFile, describe_file, write_manifest
from curveball.dataset.order import class_order
from curveball.dataset.provenance import versions
from curveball.dataset.splits import TWINS, split_names, split_of
from curveball.dataset.twin_plan import planned_twins
from curveball.dataset.twins import twin_rows
from curveball.generation.atomic import replacing
from curveball.generation.columns import to_numpy
from curveball.generation.encoding import combine_fingerprints, fingerprint
from curveball.generation.memory import rows_per_group
from curveball.generation.rendering import Renderer, videos_per_batch
from curveball.generation.schema import absent, dataset_schema
from curveball.generation.shards import table_writer
from curveball.generation.texts import complete_questions

_GROUPS_AT_A_TIME = 2


class ShardError(CurveballError):
    """The shards do not hold the samples that the dataset needs."""


def merge_shards(
    config: Config,
    shards: Sequence[Path],
    folder: Path,
    progress: Callable[[int], None],
    identities: Sequence[str] | None = None,
) -> None:
    """Merge shards into a dataset: Parquet files by split, and a manifest, which is written last.

    The samples of a class are independent and identically distributed, whatever their index. A random interleave of
    the classes, each in the order of its indices, is therefore a uniform shuffle. Every shard is read once and in
    order, so memory does not grow with the dataset.

    Args:
        config: The configuration.
        shards: The files of all shards, in the order of `layout.shards`.
        folder: Folder of the dataset. Parquet files of an earlier dataset that this one does not have are removed.
        progress: Called with the number of rows written so far, at least every thousand rows.
        identities: The identity that each shard must have; None accepts any.

    Raises:
        ShardError: The shards do not hold the samples that the configuration asks for.
    """
    if identities is not None:
        _check_identities(shards, identities)
    readers = _open_shards(config, shards)
    files = layout.data_files(config)
    written = _write_files(config, readers, folder, files, progress)
    twins = _write_twins(config, folder, files, written)
    for reader in readers:
        reader.expect_end()
    for file, path in layout.find_data_files(folder):
        if file not in files:
            path.unlink()
    manifest = Manifest(
        fingerprint=f"{combine_fingerprints([*(reader.fingerprint for reader in readers), twins]):032x}",
        samples=sum(file.rows for files in written.values() for file in files),
        splits=written,
        config=config.model_dump(mode="json", exclude={"exports"}),
        versions={"curveball": curveball.__version__} | versions("numpy", "pyarrow", "xxhash"),
    )
    write_manifest(manifest, folder / MANIFEST)


def _check_identities(paths: Sequence[Path], identities: Sequence[str]) -> None:
    """Refuse shards that were generated with other settings, other code or another seed, before anything is written."""
    for path, identity in zip(paths, identities, strict=True):
        try:
            metadata = pq.read_metadata(path).metadata or {}
        except (OSError, pa.ArrowException):
            continue  # Whoever reads the rows explains it.
        if metadata.get(b"identity") != identity.encode():
            raise ShardError(
                f"{path}: not the shard that its name says; it was generated with other settings or other code. "
                f"Delete it and run snakemake again"
            )


def _open_shards(config: Config, paths: Sequence[Path]) -> list["_ClassReader"]:
    """Return a reader for the shards of each class."""
    needed = layout.shards(config)
    if len(paths) != len(needed):
        raise ShardError(f"{len(paths)} shards were given; the configuration needs {len(needed)}")
    paths_by_class: dict[str, list[Path]] = {class_name: [] for class_name in config.classes}
    for shard, path in zip(needed, paths, strict=True):
        paths_by_class[shard.class_name].append(path)
    schema = dataset_schema(config)
    return [_ClassReader(config, class_name, paths, schema) for class_name, paths in paths_by_class.items()]


def _write_files(
    config: Config,
    readers: Sequence["_ClassReader"],
    folder: Path,
    files: Sequence[DataFile],
    progress: Callable[[int], None],
) -> dict[str, list[ManifestFile]]:
    """Write the Parquet files of all splits and return their entries in the manifest, by split."""
    schema = dataset_schema(config)
    splits = [split for split in split_names(config) if split != TWINS]
    names = {split: [file.name for file in files if file.split == split] for split in splits}
    done = 0
    with ExitStack() as stack:
        writers = [stack.enter_context(_SplitWriter(config, folder, own, schema)) for own in names.values()]
        for parts in _in_steps([class_order(config, split) for split in names], rows_at_a_time(config)):
            for split, class_numbers in enumerate(parts):
                writers[split].write(_interleave(readers, split, class_numbers))
            done += sum(map(len, parts))
            progress(done)
    return {split: writer.files for split, writer in zip(names, writers, strict=True)}


def _write_twins(
    config: Config, folder: Path, files: Sequence[DataFile], written: dict[str, list[ManifestFile]]
) -> int:
    """Generate the twins, write their files, add these to those written, and return the fingerprint of the rows."""
    if not config.splits.twins:
        return 0
    twins, step, fingerprints = planned_twins(config), rows_at_a_time(config), [0]
    renderer = Renderer(config, min(videos_per_batch(config), max(len(twins), 1)))
    names = [file.name for file in files if file.split == TWINS]
    with _SplitWriter(config, folder, names, dataset_schema(config)) as writer:
        for first in range(0, len(twins), step):
            rows = twin_rows(config, twins[first : first + step], renderer)
            fingerprints.append(fingerprint(rows))
            writer.write(rows)
    written[TWINS] = writer.files
    return combine_fingerprints(fingerprints)


def rows_at_a_time(config: Config) -> int:
    """Return the number of rows to read, shuffle and write at a time: 1024, or fewer if their videos are large."""
    return _GROUPS_AT_A_TIME * rows_per_group(config.video_shape)


def _in_steps(orders: Sequence[NDArray[np.int16]], max_rows: int) -> Iterator[list[NDArray[np.int16]]]:
    """Cut the orders of all splits into the same number of steps, so that they advance through the shards together."""
    steps = -(-sum(map(len, orders)) // max_rows)
    for step in range(steps):
        yield [order[len(order) * step // steps : len(order) * (step + 1) // steps] for order in orders]


def _interleave(readers: Sequence["_ClassReader"], split: int, class_numbers: NDArray[np.int16]) -> pa.Table:
    """Take the next rows of a split from the classes, in the order of `class_numbers`."""
    counts = np.bincount(class_numbers, minlength=len(readers))
    rows = pa.concat_tables([reader.take(split, int(count)) for reader, count in zip(readers, counts, strict=True)])
    places = np.empty(len(class_numbers), dtype=np.int64)
    places[class_numbers.argsort(kind="stable")] = np.arange(len(class_numbers))
    return rows.combine_chunks().take(places)


class _ClassReader:
    """Reads the shards of one class from the first row to the last, and hands out the rows of each split."""

    def __init__(self, config: Config, class_name: str, paths: Sequence[Path], schema: pa.Schema):
        self._config, self._class_name, self._schema = config, class_name, schema
        self._waiting = [schema.empty_table() for _ in split_names(config)]
        self._next_index = 0
        self.fingerprint = 0
        self._batches = self._read(paths)

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

    def expect_end(self) -> None:
        """Raise ShardError if the shards hold more samples than were taken."""
        if any(map(len, self._waiting)) or next(self._batches, None) is not None:
            raise ShardError(
                f"The shards of {self._class_name} hold more than {self._config.class_counts[self._class_name]} "
                f"samples. "
                f"Delete them and run snakemake again"
            )

    def _read(self, paths: Sequence[Path]) -> Iterator[pa.RecordBatch]:
        for path in paths:
            try:
                with pq.ParquetFile(path, page_checksum_verification=True, pre_buffer=False) as shard:
                    self.fingerprint += int((shard.metadata.metadata or {})[b"fingerprint"], 16)
                    yield from shard.iter_batches(batch_size=rows_at_a_time(self._config), use_threads=False)
            except (OSError, pa.ArrowException, KeyError) as error:
                raise ShardError(
                    f"{path}: not a complete shard ({error}). Delete it and run snakemake again"
                ) from error

    def _distribute(self, batch: pa.RecordBatch) -> None:
        """Check that a batch continues the indices, and append each row to those waiting in its split."""
        indices = batch["index"].to_numpy()
        expected = np.arange(self._next_index, self._next_index + len(indices))
        if not np.array_equal(indices, expected):
            raise ShardError(
                f"The shards of {self._class_name} continue with index {indices[0]} instead of {self._next_index}. "
                f"Delete them and run snakemake again"
            )
        self._next_index += len(indices)
        table = self._with_all_columns(batch)
        splits = split_of(self._config, self._class_name, indices)
        for split in range(len(self._waiting)):
            chosen = table.filter(pa.array(splits == split))
            self._waiting[split] = pa.concat_tables([self._waiting[split], chosen])

    def _with_all_columns(self, batch: pa.RecordBatch) -> pa.Table:
        """Add what depends on other classes: the questions for the curve, and null parameters of these classes."""
        indices = to_numpy(batch["index"])
        texts: list[Any] = batch["questions"].to_pylist()
        asked = complete_questions(self._config, self._class_name, indices, texts)
        batch = batch.set_column(batch.schema.get_field_index("questions"), batch.schema.field("questions"), asked)
        present = set(batch.schema.names)
        columns = [batch[field.name] if field.name in present else absent(field, len(batch)) for field in self._schema]
        return pa.table(columns, schema=self._schema)


class _SplitWriter:
    """Writes the rows of one split to files of `rows_per_file` rows each."""

    def __init__(self, config: Config, folder: Path, names: Sequence[str], schema: pa.Schema):
        self._folder, self._names, self._schema = folder, iter(names), schema
        self._rows_per_file, self._rows_at_a_time = config.rows_per_file, rows_at_a_time(config)
        self._waiting = schema.empty_table()
        self._open_file = ExitStack()
        self._writer: pq.ParquetWriter | None = None
        self._name, self._rows = "", 0
        self.files: list[ManifestFile] = []

    def __enter__(self) -> "_SplitWriter":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            self._open_file.__exit__(kind, error, trace)
            return
        with self._open_file:  # so that a failure here also leaves no file half written
            self._flush()
            self._end_file()

    def write(self, rows: pa.Table) -> None:
        self._waiting = pa.concat_tables([self._waiting, rows])
        if len(self._waiting) >= self._rows_at_a_time:
            self._flush()

    def _flush(self) -> None:
        while len(self._waiting):
            writer = self._writer or self._begin_file()
            part = self._waiting.slice(0, self._rows_per_file - self._rows)
            writer.write_table(part)
            self._rows += len(part)
            self._waiting = self._waiting.slice(len(part))
            if self._rows == self._rows_per_file:
                self._end_file()

    def _begin_file(self) -> pq.ParquetWriter:
        self._name, self._rows = next(self._names), 0
        temporary = self._open_file.enter_context(replacing(self._folder / self._name))
        self._writer = self._open_file.enter_context(table_writer(temporary, self._schema))
        return self._writer

    def _end_file(self) -> None:
        if self._writer is not None:
            self._open_file.close()
            self._writer = None
            self.files.append(describe_file(self._folder, self._name, self._rows))
