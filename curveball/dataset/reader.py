"""Reads a dataset as numpy arrays, one sample at a time."""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, SupportsIndex, overload

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from curveball.config.errors import CurveballError
from curveball.dataset.layout import find_data_files
from curveball.dataset.samples import Sample, decode_rows
from curveball.generation.schema import video_shape

if TYPE_CHECKING:
    import pandas

_FILES_IN_MEMORY = 32


class Dataset(Sequence[Sample]):
    """The samples of one split, or of all splits: `Dataset("results/dataset", split="train")[0]["video"]`.

    A dataset behaves like a list of samples. Slicing returns a Dataset and reads nothing. The last 32 files that were
    read stay in memory, so access in the order of the files is fast.
    """

    schema: pa.Schema
    """Name, type, unit and meaning of each column."""

    def __init__(self, folder: Path | str, split: str | None = None):
        """Open a dataset.

        Args:
            folder: Folder of the dataset, usually "results/dataset".
            split: "train", "validation" or "test"; None for all.

        Raises:
            CurveballError: The folder has no dataset, or the dataset has no such split.
        """
        files = find_data_files(Path(folder))
        splits = list(dict.fromkeys(file.split for file, _ in files))
        if not files:
            raise CurveballError(f"{folder}: no dataset here (no file data/*.parquet)")
        if split is not None and split not in splits:
            raise CurveballError(f"{folder}: the dataset has no split {split!r}; it has {', '.join(splits)}")
        self._paths = [path for file, path in files if split in (None, file.split)]
        self._ends = np.cumsum([pq.read_metadata(path).num_rows for path in self._paths])
        self._rows = range(int(self._ends[-1]))
        self.schema = pq.read_schema(self._paths[0])
        self._video_shape = video_shape(self.schema)
        self._read = _reader_with_memory()

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, key: SupportsIndex) -> Sample: ...
    @overload
    def __getitem__(self, key: slice) -> "Dataset": ...
    def __getitem__(self, key: SupportsIndex | slice) -> "Sample | Dataset":
        """Return a sample, or for a slice a Dataset of its samples.

        Raises:
            IndexError: The dataset has no sample at this position.
        """
        if isinstance(key, slice):
            part = object.__new__(Dataset)
            part.__dict__ = self.__dict__ | {"_rows": self._rows[key]}
            return part
        row = self._rows[key]
        file = int(np.searchsorted(self._ends, row, side="right"))
        table = self._read(self._paths[file])
        first = int(self._ends[file]) - table.num_rows
        return decode_rows(table.slice(row - first, 1))[0]

    def __iter__(self) -> Iterator[Sample]:
        return (self[position] for position in range(len(self)))

    def to_pandas(self) -> "pandas.DataFrame":
        """Return all columns except the videos as a table: one row per sample, indexed by `sample_id`."""
        columns = [name for name in self.schema.names if name != "video"]
        table = pa.concat_tables(pq.read_table(path, columns=columns) for path in self._paths)
        return table.take(np.array(self._rows, dtype=np.int64)).to_pandas().set_index("sample_id")

    def __repr__(self) -> str:
        return f"<Dataset of {len(self):,} samples, videos {self._video_shape}>"

    def __getstate__(self) -> dict[str, Any]:
        """Return what a copy in another process needs, such as a worker of a data loader: not the files in memory."""
        return {name: value for name, value in self.__dict__.items() if name != "_read"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__ = state | {"_read": _reader_with_memory()}


def _reader_with_memory() -> Callable[[Path], pa.Table]:
    """Return a function that reads a file, and remembers the last files that it read."""

    @lru_cache(_FILES_IN_MEMORY)
    def read(path: Path) -> pa.Table:
        return pq.read_table(path, page_checksum_verification=True)

    return read
