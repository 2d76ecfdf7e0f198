"""Reading a dataset: numpy arrays, one sample at a time."""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, overload

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


class Dataset:
    """The samples of one split, or of all: `Dataset("results/dataset", split="train")[0]["video"]`.

    `len`, slicing (which gives a Dataset, without reading) and iteration work as for a list.
    """

    def __init__(self, folder: Path | str, split: str | None = None):
        """Open a dataset.

        Args:
            folder: Where `merge_dataset` put it.
            split: "train", "validation" or "test"; None for all.

        Raises:
            CurveballError: There is no such dataset or split.
        """
        files = list(find_data_files(Path(folder)))
        splits = list(dict.fromkeys(file.split for file, _ in files))
        if not files:
            raise CurveballError(f"{folder}: no dataset here (no file data/*.parquet)")
        if split is not None and split not in splits:
            raise CurveballError(f"{folder}: no split {split!r}; there are {', '.join(splits)}")
        self._paths = [path for file, path in files if split in (None, file.split)]
        self._ends = np.cumsum([pq.read_metadata(path).num_rows for path in self._paths])
        self._rows = range(self._ends[-1])
        self.schema = pq.read_schema(self._paths[0])
        self._video_shape = video_shape(self.schema)
        self._read = lru_cache(_FILES_IN_MEMORY)(_read_table)

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, key: int) -> Sample: ...
    @overload
    def __getitem__(self, key: slice) -> "Dataset": ...
    def __getitem__(self, key: int | slice) -> "Sample | Dataset":
        """Return a sample as a dict by column, or some of them as a Dataset.

        A sample's `video` is (T, H, W, C) uint8, its `trajectory_3d` (T, 3) float32, and so on: numpy arrays, numbers
        and texts, with the names, units and meanings of `schema`. Parameters of other classes are left out.

        Raises:
            IndexError: There is no such sample.
        """
        if isinstance(key, slice):
            part = object.__new__(Dataset)
            part.__dict__ = self.__dict__ | {"_rows": self._rows[key]}
            return part
        row = self._rows[key]
        file = int(np.searchsorted(self._ends, row, side="right"))
        table = self._read(self._paths[file])
        return decode_rows(table.slice(row - (self._ends[file] - table.num_rows), 1))[0]

    def __iter__(self) -> Iterator[Sample]:
        return (self[i] for i in range(len(self)))

    def to_pandas(self) -> "pandas.DataFrame":
        """Return all columns but the videos as a table, a row a sample, with the sample's identifier as its index."""
        columns = [name for name in self.schema.names if name != "video"]
        table = pa.concat_tables(pq.read_table(path, columns=columns) for path in self._paths)
        return table.take(pa.array(self._rows)).to_pandas().set_index("sample_id")

    def __repr__(self) -> str:
        return f"<Dataset of {len(self):,} samples, videos {self._video_shape}>"


def _read_table(path: Path) -> pa.Table:
    return pq.read_table(path, page_checksum_verification=True)
