"""Promises about files: all there, whole, and of the promised shape."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from curveball.dataset.manifest import file_digest
from curveball.validation.check import Check, Measurement


class Files(Check):
    """The files are those that the manifest names, to the last byte."""

    name = "files"
    promise = "every file that the manifest names is there, with its digest, and no other"

    def __init__(self, folder: Path, manifest: dict):
        self._folder = folder
        self._expected = {file["name"]: file["xxh3_128"] for files in manifest["splits"].values() for file in files}

    def measure(self) -> Measurement:
        found = {f"data/{path.name}": file_digest(path) for path in (self._folder / "data").glob("*.parquet")}
        names = sorted(self._expected.keys() | found.keys())
        wrong = [name for name in names if self._expected.get(name) != found.get(name)]
        return self.none_of(len(wrong), wrong)


class PageChecksums(Check):
    """Every page of every file can be read and has its checksum: whoever reads the rows notes where that fails."""

    name = "page_checksums"
    promise = "every page of every file has its checksum"

    def __init__(self) -> None:
        self._broken: set[str] = set()

    def note_broken(self, name: str) -> None:
        """Note that a file can't be read to its end."""
        self._broken.add(name)

    def measure(self) -> Measurement:
        return self.none_of(len(self._broken), sorted(self._broken))


class Schema(Check):
    """Every file has the one schema: names, types, meanings, units, and the names of the labels."""

    name = "schema"
    promise = "every file has the dataset's schema, with shapes, dtypes and label names"

    def __init__(self, folder: Path, expected: pa.Schema):
        paths = sorted((folder / "data").glob("*.parquet"))
        self._wrong = [path.name for path in paths if not _has_schema(path, expected)]
        self.readable = [path for path in paths if path.name not in self._wrong]
        """The files that have the schema, so that the other checks can read them."""

    def measure(self) -> Measurement:
        return self.none_of(len(self._wrong), self._wrong)


def _has_schema(path: Path, expected: pa.Schema) -> bool:
    try:
        return pq.read_schema(path).equals(expected, check_metadata=True)
    except (OSError, pa.ArrowException):
        return False
