"""Reads a dataset as numpy arrays."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import DTypeLike, NDArray

from curveball.config.errors import CurveballError
from curveball.dataset.checked_file import CheckedFile
from curveball.dataset.layout import MANIFEST
from curveball.dataset.manifest import Manifest, ManifestFile, read_manifest
from curveball.dataset.row_group_cache import RowGroupCache
from curveball.dataset.sample_format import Layout, SampleFormat
from curveball.dataset.sample_rows import Sample
from curveball.dataset.sample_sequence import Part, SampleSequence
from curveball.dataset.stored_videos import StoredVideos, decode_batch
from curveball.dataset.subsets import Subset


class Dataset(SampleSequence[StoredVideos]):
    """The samples of one split, or of all splits: `Dataset("results/dataset", split="train")[0]["video"]`.

    A dataset behaves like a list of samples. A slice or a list of positions returns a Dataset and reads nothing. Only
    the files that the manifest lists are read. Each file must have the size and the footer that the manifest tells, and
    each page its checksum. What was read last stays in memory, up to 256 MiB, with its videos compressed. Beyond that,
    videos are read from their places in the files when they are asked for.

    No file stays open, so a dataset can be used after a fork, and a copy can be sent to another process.
    """

    def __init__(
        self,
        folder: Path | str,
        split: str | None = None,
        verify: bool = False,
        *,
        columns: Iterable[str] | None = None,
        in_memory: bool = False,
        layout: Layout = "THWC",
        dtype: DTypeLike = np.uint8,
        fold: tuple[int, int] | None = None,
        complement: bool = False,
        shots: int | None = None,
    ):
        """Open a dataset.

        Args:
            folder: Folder of the dataset, usually "results/dataset".
            split: "train", "validation" or "test", or "test_shifted" or "twins" if the dataset has it; None for all.
            verify: Whether to compare all bytes of a file with its digest before its first sample is returned, and
                each video with its own digest whenever it is decoded.
            columns: Names of the columns to read; None for all. `["video", "label"]` reads less, and keeps more
                samples in memory.
            in_memory: Whether to read all columns now, and to keep all of them. Videos stay compressed: the default
                dataset takes 92 MB, where decoded videos would take 5.9 GB.
            layout: Order of the axes of a video: "THWC", or "TCHW" as PyTorch has them.
            dtype: Type of the pixels: uint8, or float32 for values from 0 to 1.
            fold: (k, n) for fold k of n, the part to evaluate on: about one nth of each class. None for all.
            complement: Whether to take all other folds instead, the part to train on.
            shots: Number of samples of each class, of those that `split` and `fold` choose. None for all. Those of
                `shots=8` are among those of `shots=16`.

        Raises:
            CurveballError: The folder has no dataset, the dataset has no such split, column, fold or shots, or a
                file is missing or has another size than the manifest tells. Reading a sample raises it where the file
                is damaged.
        """
        folder, subset = Path(folder), Subset.of(fold, complement, shots)
        manifest = _read_manifest(folder)
        files = [CheckedFile(folder, entry, manifest.identity) for entry in _entries(folder, manifest, split)]
        for file in files:
            file.check_size()
        self._files = files
        self._ends = np.cumsum([file.entry.rows for file in files]).tolist()
        self._rows: range | NDArray[np.int64] = range(self._ends[-1])
        schema = files[0].read_schema()
        files[0].check_video_shape(schema, manifest.config)
        self._file_schema = schema
        self._format = SampleFormat.of(schema, columns, layout, dtype)
        self.schema = self._format.chosen(schema)
        self._cache = RowGroupCache(files, schema, self._format, verify, is_limited=not in_memory)
        if not subset.is_everything:
            rows = self._table(["sample_id", "class_name"]).to_pydict()
            self._rows = subset.positions(rows["sample_id"], rows["class_name"])
        if in_memory:
            self._parts(np.array([end - 1 for end in self._group_ends()]))

    def _parts(self, rows: NDArray[np.int64]) -> list[Part[StoredVideos]]:
        """Return some samples by the row groups that they are in."""
        parts: dict[tuple[int, int], Part[StoredVideos]] = {}
        for place, row in enumerate(rows.tolist()):
            file = bisect_right(self._ends, row)
            group, number = self._files[file].group_of(row - self._first_row(file))
            part = parts.get((file, group))
            if part is None:
                found = self._cache.group(file, group)
                part = parts[file, group] = Part(found.rows, found.videos, [], [])
            part.numbers.append(number)
            part.places.append(place)
        return list(parts.values())

    def _batch_of_pixels(self, parts: list[Part[StoredVideos]], count: int, threads: int | None) -> Sample:
        """Return the decoded videos of all samples in some parts, if the format has them."""
        if "video" not in self._format.columns:
            return {}
        videos: dict[int, tuple[StoredVideos, int]] = {}
        for part in parts:
            if part.pixels is not None:
                videos |= {place: (part.pixels, row) for place, row in zip(part.places, part.numbers, strict=True)}
        return {"video": decode_batch([videos[place] for place in range(count)], self._format, threads)}

    def _table(self, names: list[str]) -> pa.Table:
        """Return some columns of all samples, read from the files that they are in."""
        rows = np.asarray(self._rows, dtype=np.int64)
        files = np.searchsorted(self._ends, rows, side="right")
        needed = np.unique(files)
        tables = [self._read_file(file, names) for file in needed.tolist()]
        schema = pa.schema([self._file_schema.field(name) for name in names])
        table = pa.concat_tables([schema.empty_table(), *tables])
        # The number of a row among the rows of the files that were read.
        sizes = np.diff(self._ends, prepend=0)
        starts = np.cumsum(sizes[needed]) - sizes[needed]
        shifts = (np.array(self._ends) - sizes)[needed] - starts
        return table.take(pa.array(rows - shifts[np.searchsorted(needed, files)]))

    def _first_row(self, file: int) -> int:
        """Return the number in the whole dataset of the first row of a file."""
        return self._ends[file - 1] if file else 0

    def _group_ends(self) -> Iterator[int]:
        """Yield for each row group the number of rows in the whole dataset up to its end."""
        for number, file in enumerate(self._files):
            yield from (self._first_row(number) + end for end in file.group_ends())

    def _read_file(self, file: int, columns: list[str]) -> pa.Table:
        """Return some columns of all rows of a file."""
        self._cache.verify(file)
        checked_file = self._files[file]
        groups = range(len(checked_file.group_ends()))
        tables = [checked_file.read_group(group, self._file_schema, columns) for group in groups]
        return pa.concat_tables([table.select(columns) for table in tables])


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
