"""Checks of the files: complete, unchanged, readable, and with the schema of the dataset."""

from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from curveball.dataset.layout import find_foreign_files
from curveball.dataset.manifest import Manifest
from curveball.dataset.provenance import file_digest
from curveball.validation.check import NO_FAULT, Check, Value


class Files(Check):
    """Compares the files in the folder with the manifest, byte by byte."""

    name = "files"
    description = "The folder has every file that the manifest lists, with its digest, and no other."
    quantity = "files that are missing, changed or not in the manifest"
    bound = NO_FAULT

    def __init__(self, folder: Path, manifest: Manifest):
        self._folder = folder
        self._expected = {file.name: file.xxh3_128 for file in manifest.files()}
        self.found: dict[str, str | None] = {}
        """Digests of files that are known already, by their names in the manifest."""

    def compute(self) -> Value:
        """Return the number of files that differ from the manifest."""
        differing = [name for name, digest in self._expected.items() if self._digest(name) != digest]
        differing = sorted([*differing, *find_foreign_files(self._folder, self._expected)])
        return Value(number=len(differing), examples=differing)

    def _digest(self, name: str) -> str | None:
        return self.found[name] if name in self.found else digest_of(self._folder / name)


class PageChecksums(Check):
    """Lists the files that could not be read to their end, as noted while their rows were read."""

    name = "page_checksums"
    description = "Every Parquet page of every file can be read and matches its checksum."
    quantity = "files with an unreadable page"
    bound = NO_FAULT

    def __init__(self) -> None:
        self._unreadable: set[str] = set()

    def note_unreadable(self, names: Iterable[str]) -> None:
        """Note that files cannot be read to their ends."""
        self._unreadable.update(names)

    def compute(self) -> Value:
        """Return the number of unreadable files."""
        return Value(number=len(self._unreadable), examples=sorted(self._unreadable))


class Schema(Check):
    """Compares the schema of each file with that of the dataset: names, types, meanings, units and label names."""

    name = "schema"
    description = "Every file has the dataset's schema, with shapes, dtypes, units and label names."
    quantity = "files with a different schema"
    bound = NO_FAULT

    def __init__(self, expected: pa.Schema):
        self._expected = expected
        self.differing: list[str] = []
        """Names of the files that have another schema."""

    def readable(self, paths: Iterable[Path]) -> list[Path]:
        """Return the files that have the schema: the other checks read their rows."""
        chosen = {path: _has_schema(path, self._expected) for path in paths}
        self.note_differing(path.name for path, has_schema in chosen.items() if not has_schema)
        return [path for path, has_schema in chosen.items() if has_schema]

    def note_differing(self, names: Iterable[str]) -> None:
        """Note that files have another schema."""
        self.differing += names

    def compute(self) -> Value:
        """Return the number of files with a different schema."""
        return Value(number=len(self.differing), examples=sorted(self.differing))


def digest_of(path: Path) -> str | None:
    """Return the digest of a file; None if there is none."""
    return file_digest(path) if path.is_file() else None


def _has_schema(path: Path, expected: pa.Schema) -> bool:
    try:
        return bool(pq.read_schema(path).equals(expected, check_metadata=True))
    except (OSError, pa.ArrowException):
        return False
