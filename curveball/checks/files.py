"""Promises about files: all there, whole, and of the promised shape."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from curveball.checks.check import Batch, Check, Measurement
from curveball.merging import file_digest


class Files(Check):
    """The files are those that the manifest names, to the last byte."""

    name = "files"
    promise = "every file that the manifest names is there, with its digest, and no other"

    def __init__(self, folder: Path, manifest: dict):
        self._folder = folder
        self._expected = {file["name"]: file["xxh3_128"] for files in manifest["splits"].values() for file in files}

    def see(self, batch: Batch) -> None:
        """Nothing: this check is about files, not rows."""

    def measure(self) -> Measurement:
        found = {f"data/{path.name}": file_digest(path) for path in (self._folder / "data").glob("*.parquet")}
        names = sorted(self._expected.keys() | found.keys())
        wrong = [name for name in names if self._expected.get(name) != found.get(name)]
        return self.at_most(0, len(wrong), **({"examples": wrong[:5]} if wrong else {}))


class PageChecksums(Check):
    """Every page of every file can be read and has its checksum. This check is fed by the reader of the rows."""

    name = "page_checksums"
    promise = "every page of every file has its checksum"

    def __init__(self) -> None:
        self._broken: list[str] = []

    def see(self, batch: Batch) -> None:
        """Nothing: what could be read is whole."""

    def read(self, path: Path, rows: int) -> Iterator[pa.Table]:
        """Yield the rows of a file, so many at a time; note the file if it can't be read to its end."""
        try:
            with pq.ParquetFile(path, page_checksum_verification=True) as file:
                for batch in file.iter_batches(rows):
                    yield pa.Table.from_batches([batch])
        except (OSError, pa.ArrowException):
            self._broken.append(path.name)

    def measure(self) -> Measurement:
        return self.at_most(0, len(self._broken), **({"examples": self._broken[:5]} if self._broken else {}))


class Schema(Check):
    """Every file has the one schema: names, types, meanings, units, and the names of the labels."""

    name = "schema"
    promise = "every file has the dataset's schema, with shapes, dtypes and label names"

    def __init__(self, paths: list[Path], expected: pa.Schema):
        self._paths, self._expected = paths, expected

    def see(self, batch: Batch) -> None:
        """Nothing: this check is about files, not rows."""

    def measure(self) -> Measurement:
        wrong = [path.name for path in self._paths if not self.fits(path)]
        return self.at_most(0, len(wrong), **({"examples": wrong[:5]} if wrong else {}))

    def fits(self, path: Path) -> bool:
        """Tell whether a file has the schema."""
        try:
            return pq.read_schema(path).equals(self._expected, check_metadata=True)
        except (OSError, pa.ArrowException):
            return False
