"""Reads a dataset as numpy arrays, one sample at a time."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, SupportsIndex, overload

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from curveball.config.errors import CurveballError
from curveball.dataset.checked_file import CheckedFile
from curveball.dataset.layout import MANIFEST
from curveball.dataset.manifest import Manifest, ManifestFile, read_manifest
from curveball.dataset.row_group_cache import RowGroupCache
from curveball.dataset.samples import Sample, decode_rows

if TYPE_CHECKING:
    import pandas

_ROWS_AT_A_TIME = 64


class Dataset(Sequence[Sample]):
    """The samples of one split, or of all splits: `Dataset("results/dataset", split="train")[0]["video"]`.

    A dataset behaves like a list of samples. A slice or a list of positions returns a Dataset and reads nothing. Only
    the files that the manifest lists are read. Each file must have the size and the footer that the manifest tells, and
    each page its checksum. Row groups that were read last stay in memory, up to 256 MiB, with their videos compressed.

    No file stays open, so a dataset can be used after a fork, and a copy can be sent to another process.
    """

    schema: pa.Schema
    """Name, type, unit and meaning of each column."""

    def __init__(self, folder: Path | str, split: str | None = None, verify: bool = False):
        """Open a dataset.

        Args:
            folder: Folder of the dataset, usually "results/dataset".
            split: "train", "validation" or "test"; None for all.
            verify: Whether to compare all bytes of a file with its digest before its first sample is returned, and
                each video with its own digest whenever it is decoded.

        Raises:
            CurveballError: The folder has no dataset, the dataset has no such split, or a file is missing or has
                another size than the manifest tells. Reading a sample raises it where the file is damaged.
        """
        folder = Path(folder)
        manifest = _read_manifest(folder)
        files = [CheckedFile(folder, entry, manifest.identity) for entry in _entries(folder, manifest, split)]
        for file in files:
            file.check_size()
        self._files = files
        self._ends = np.cumsum([file.entry.rows for file in files], dtype=np.int64)
        self._rows: range | NDArray[np.int64] = range(int(self._ends[-1]))
        self._verify = verify
        self.schema = files[0].read_schema()
        self._video_shape = files[0].check_video_shape(self.schema, manifest.config)
        self._cache = RowGroupCache(files, self.schema, verify)

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, key: SupportsIndex) -> Sample: ...
    @overload
    def __getitem__(self, key: slice | Sequence[int]) -> "Dataset": ...
    def __getitem__(self, key: SupportsIndex | slice | Sequence[int]) -> "Sample | Dataset":
        """Return a sample, or for a slice or a list or array of positions a Dataset of these samples.

        Raises:
            IndexError: The dataset has no sample at a position.
            TypeError: A position is not an integer.
            CurveballError: The file with the sample is missing or damaged.
        """
        if isinstance(key, slice):
            return self._part(self._rows[key])
        if isinstance(key, Sequence) or (isinstance(key, np.ndarray) and key.ndim):
            return self._part(np.asarray(self._rows, dtype=np.int64)[_positions(key)])
        return next(self._samples(int(self._rows[key]), 1))

    def __iter__(self) -> Iterator[Sample]:
        return self._all_samples()

    def to_pandas(self) -> "pandas.DataFrame":
        """Return all columns except the videos as a table: one row per sample, indexed by `sample_id`.

        Raises:
            CurveballError: A file with one of the samples is missing or damaged.
        """
        columns = [name for name in self.schema.names if name != "video"]
        rows = np.asarray(self._rows, dtype=np.int64)
        needed = np.unique(self._file_of(rows))
        tables = [self._read_file(file, columns) for file in needed.tolist()]
        schema = pa.schema([self.schema.field(name) for name in columns])
        table = pa.concat_tables([schema.empty_table(), *tables])
        # The number of a row among the rows of the files that were read.
        sizes = np.diff(self._ends, prepend=0)
        starts = np.cumsum(sizes[needed]) - sizes[needed]
        shifts = (self._ends - sizes)[needed] - starts
        places = rows - shifts[np.searchsorted(needed, self._file_of(rows))]
        return table.take(places).to_pandas().set_index("sample_id")

    def __repr__(self) -> str:
        return f"<Dataset of {len(self):,} samples, videos {self._video_shape}>"

    def _part(self, rows: range | NDArray[np.int64]) -> "Dataset":
        """Return a dataset of some rows, which shares the files and the memory of this one."""
        part = object.__new__(Dataset)
        part.__dict__ = self.__dict__ | {"_rows": rows}
        return part

    def _file_of(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the number of the file with each row, shape (N,)."""
        return np.searchsorted(self._ends, rows, side="right")

    def _all_samples(self) -> Iterator[Sample]:
        """Yield the samples in the order of the dataset; neighboring rows are converted together."""
        done = 0
        while done < len(self._rows):
            wanted = np.asarray(self._rows[done : done + _ROWS_AT_A_TIME])
            jumps = np.flatnonzero(wanted != wanted[0] + np.arange(len(wanted)))
            count = int(jumps[0]) if len(jumps) else len(wanted)
            for sample in self._samples(int(wanted[0]), count):
                yield sample
                done += 1

    def _samples(self, first: int, count: int) -> Iterator[Sample]:
        """Yield at most `count` samples from a row of the dataset on: those that are in the same row group."""
        file = int(np.searchsorted(self._ends, first, side="right"))
        row = first - int(self._ends[file]) + self._files[file].entry.rows
        table, row_in_group = self._cache.rows(file, row)
        return self._decode(file, row, table.slice(row_in_group, count))

    def _decode(self, file: int, row: int, rows: pa.Table) -> Iterator[Sample]:
        """Yield the samples in rows of a file, each with its video decoded and, if wanted, verified."""
        checked_file = self._files[file]
        samples = decode_rows(rows, self._verify)
        for number in range(row, row + len(rows)):
            with checked_file.damage_explained(f"row {number}"):
                sample = next(samples)
            yield sample

    def _read_file(self, file: int, columns: list[str]) -> pa.Table:
        """Return some columns of all rows of a file."""
        self._cache.verify(file)
        checked_file = self._files[file]
        groups = range(len(checked_file.group_ends()))
        return pa.concat_tables([checked_file.read_group(group, self.schema, columns) for group in groups])


def _read_manifest(folder: Path) -> Manifest:
    """Return the manifest of a dataset."""
    if not (folder / MANIFEST).exists():
        what = "an incomplete dataset" if (folder / "data").exists() else "no dataset here"
        raise CurveballError(f"{folder}: {what} (no {MANIFEST}). Run snakemake, or copy the whole dataset again")
    return read_manifest(folder / MANIFEST)


def _entries(folder: Path, manifest: Manifest, split: str | None) -> list[ManifestFile]:
    """Return the manifest's entries of the files of a split, or of all splits."""
    splits = {name: files for name, files in manifest.splits.items() if files}
    if not splits:
        raise CurveballError(f"{folder}: the dataset has no samples. Run snakemake, or copy the whole dataset again")
    if split is not None and split not in splits:
        raise CurveballError(f"{folder}: the dataset has no split {split!r}; it has {', '.join(splits)}")
    return [file for name, files in splits.items() if split in (None, name) for file in files]


def _positions(key: Sequence[int] | NDArray[Any]) -> NDArray[np.int64]:
    """Return a list of positions as an array, shape (N,)."""
    positions = np.asarray(key) if len(key) else np.empty(0, dtype=np.int64)
    if positions.ndim != 1 or positions.dtype.kind not in "iu":
        raise TypeError("positions must be integers, a slice, or a list of integers")
    return positions.astype(np.int64)
