"""Shards to dataset: shuffled, split, and written to files of equal size in one pass over the shards.

The samples of a class are independent and identically distributed, whatever their index. A random interleave of the
classes, each in the order of its indices, is therefore a uniform shuffle. Every shard is read in order, so memory does
not grow with the dataset.
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

import curveball
from curveball.config.model import Config
from curveball.dataset import layout
from curveball.dataset.layout import MANIFEST
from curveball.dataset.manifest import Manifest, ManifestFile, write_manifest
from curveball.dataset.merged_part import MergedPart
from curveball.dataset.order import class_order
from curveball.dataset.parts import Part, parts
from curveball.dataset.provenance import versions
from curveball.dataset.shard_reading import ClassReader, ShardError, rows_at_a_time
from curveball.dataset.split_writing import SplitWriter
from curveball.dataset.splits import TWINS
from curveball.dataset.twin_plan import planned_twins
from curveball.dataset.twins import twin_rows
from curveball.generation.encoding import combine_fingerprints, fingerprint
from curveball.generation.rendering import Renderer, videos_per_batch
from curveball.structures import to_json

_MAX_WAITING_BYTES = 32 << 20
"""How much waits to be written, at most, or a single table. It fills the time in which a file is flushed to disk."""


def merge_shards(
    config: Config,
    shards: Sequence[Path],
    folder: Path,
    progress: Callable[[int], None],
    identities: Sequence[str] | None = None,
) -> None:
    """Merge all shards into a dataset: Parquet files by split, and a manifest, which is written last.

    Args:
        config: The configuration.
        shards: The files of all shards, in the order of `layout.shards`.
        folder: Folder of the dataset. Parquet files of an earlier dataset that this one does not have are removed.
        progress: Called with the number of rows written so far, at least every thousand rows.
        identities: The identity that each shard must have; None accepts any.

    Raises:
        ShardError: The shards do not hold the samples that the configuration asks for.
    """
    needed = layout.shards(config)
    if len(shards) != len(needed):
        raise ShardError(f"{len(shards)} shards were given; the configuration needs {len(needed)}")
    if identities is not None:
        _check_identities(shards, identities)
    path_of = dict(zip(needed, shards, strict=True))
    merged, done = [], 0

    def count_rows(rows: int) -> None:
        progress(done + rows)

    for part in parts(config):
        paths = [path_of[shard] for shard in part.shards]
        merged.append(merge_part(config, part, paths, folder, count_rows))
        done += part.total_rows
    complete_dataset(config, merged, folder)


def merge_part(
    config: Config,
    part: Part,
    shards: Sequence[Path],
    folder: Path,
    progress: Callable[[int], None],
    identities: Sequence[str] | None = None,
) -> MergedPart:
    """Write the Parquet files of a part of a dataset.

    Args:
        config: The configuration.
        part: One of `parts`.
        shards: The files of its shards.
        folder: Folder of the dataset.
        progress: Called with the number of rows written so far, at least every thousand rows.
        identities: The identity that each shard must have; None accepts any.

    Raises:
        ShardError: The shards do not hold the samples that the configuration asks for.
    """
    if identities is not None:
        _check_identities(shards, identities)
    orders = {split: class_order(config, split, *rows) for split, rows in part.rows.items()}
    wanted = np.zeros((len(config.classes), len(orders), 2), dtype=np.int64)
    for number, order in enumerate(orders.values()):
        wanted[:, number, 0] = order.before
        wanted[:, number, 1] = order.before + np.bincount(order.classes, minlength=len(config.classes))
    readers = [
        ClassReader(
            config,
            class_name,
            [pair for pair in zip(part.shards, shards, strict=True) if pair[0].class_name == class_name],
            first=part.indices[class_name][0],
            wanted=own,
        )
        for class_name, own in zip(config.classes, wanted, strict=True)
    ]
    written = _write_files(config, part, readers, [order.classes for order in orders.values()], folder, progress)
    fingerprints = {name: value for reader in readers for name, value in reader.fingerprints.items()}
    return MergedPart(splits=dict(zip(orders, written, strict=True)), fingerprints=fingerprints)


def complete_dataset(config: Config, merged: Sequence[MergedPart], folder: Path) -> None:
    """Write the twins and the manifest of a dataset, and remove files of an earlier one.

    Args:
        config: The configuration.
        merged: What was merged, for all `parts` of the dataset.
        folder: Folder of the dataset.

    Raises:
        ShardError: Not all shards were merged.
    """
    splits = {split: [file for part in merged for file in part.splits[split]] for split in merged[0].splits}
    fingerprints: dict[str, str] = {}
    for part in merged:
        if any(fingerprints.get(name, value) != value for name, value in part.fingerprints.items()):
            raise ShardError("A shard has changed while the dataset was merged. Run the same command again")
        fingerprints |= part.fingerprints
    if fingerprints.keys() != {shard.file for shard in layout.shards(config)}:
        raise ShardError("Not all shards were merged. Delete the dataset and run snakemake again")
    twins = _write_twins(config, folder, splits)
    files = set(layout.data_files(config))
    for file, path in layout.find_data_files(folder):
        if file not in files:
            path.unlink()
    manifest = Manifest(
        fingerprint=f"{combine_fingerprints([*(int(value, 16) for value in fingerprints.values()), twins]):032x}",
        samples=sum(file.rows for files in splits.values() for file in files),
        splits=splits,
        config=to_json(config, "exports"),
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


def _write_files(
    config: Config,
    part: Part,
    readers: Sequence[ClassReader],
    orders: Sequence[NDArray[np.int16]],
    folder: Path,
    progress: Callable[[int], None],
) -> list[list[ManifestFile]]:
    """Write the Parquet files of a part and return their entries in the manifest, by split."""
    done = 0
    with ExitStack() as stack:
        names = [[file.name for file in part.files if file.split == split] for split in part.rows]
        writers = [stack.enter_context(SplitWriter(config, folder, own)) for own in names]
        thread = stack.enter_context(ThreadPoolExecutor(1))  # It writes rows, while this one reads the next ones.
        waiting: deque[tuple[int, Future[None]]] = deque()
        for step in _in_steps(orders, rows_at_a_time(config)):
            for split, class_numbers in enumerate(step):
                rows = _interleave(readers, split, class_numbers)
                waiting.append((rows.nbytes, thread.submit(writers[split].write, rows)))
                while len(waiting) > 1 and sum(size for size, _ in waiting) > _MAX_WAITING_BYTES:
                    waiting.popleft()[1].result()
            done += sum(map(len, step))
            progress(done)
        for _, written in waiting:
            written.result()
    return [writer.files for writer in writers]


def _write_twins(config: Config, folder: Path, splits: dict[str, list[ManifestFile]]) -> int:
    """Generate the twins, write their files, add these to the splits, and return the fingerprint of the rows."""
    if not config.splits.twins:
        return 0
    twins, step, fingerprints = planned_twins(config), rows_at_a_time(config), [0]
    renderer = Renderer(config, min(videos_per_batch(config), max(len(twins), 1)))
    names = [file.name for file in layout.data_files(config) if file.split == TWINS]
    with SplitWriter(config, folder, names) as writer:
        for first in range(0, len(twins), step):
            rows = twin_rows(config, twins[first : first + step], renderer)
            fingerprints.append(fingerprint(rows))
            writer.write(rows)
    splits[TWINS] = writer.files
    return combine_fingerprints(fingerprints)


def _in_steps(orders: Sequence[NDArray[np.int16]], max_rows: int) -> Iterator[list[NDArray[np.int16]]]:
    """Cut the orders of all splits into the same number of steps, so that they advance through the shards together."""
    steps = -(-sum(map(len, orders)) // max_rows)
    for step in range(steps):
        yield [order[len(order) * step // steps : len(order) * (step + 1) // steps] for order in orders]


def _interleave(readers: Sequence[ClassReader], split: int, class_numbers: NDArray[np.int16]) -> pa.Table:
    """Take the next rows of a split from the classes, in the order of `class_numbers`."""
    counts = np.bincount(class_numbers, minlength=len(readers))
    rows = pa.concat_tables([reader.take(split, int(count)) for reader, count in zip(readers, counts, strict=True)])
    places = np.empty(len(class_numbers), dtype=np.int64)
    places[class_numbers.argsort(kind="stable")] = np.arange(len(class_numbers))
    return rows.combine_chunks().take(places)
