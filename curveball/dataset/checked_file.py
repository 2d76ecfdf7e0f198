"""One Parquet file of a dataset: compared with its entry in the manifest, and read row group by row group."""

import os
import stat
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import accumulate
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from curveball.config.errors import CurveballError
from curveball.dataset.manifest import ManifestFile, footer_digest, read_footer
from curveball.dataset.parquet_pages import uncompressed_size
from curveball.dataset.provenance import file_digest
from curveball.dataset.sample_columns import COMMON_COLUMNS, content, difference_from_samples, null_count
from curveball.generation.schema import video_shape

REMEDY = "Run snakemake to regenerate it, or copy the dataset again"

_LFS_POINTER = b"version https://git-lfs.github.com/spec/"
_MAX_EXPANSION = 16
_SMALL_BYTES = 1 << 20
_MAX_DICTIONARY_BYTES = 8192
# What the writer uses. Others can repeat a long text in a few bytes.
_ENCODINGS = {"PLAIN", "RLE", "RLE_DICTIONARY", "PLAIN_DICTIONARY", "BIT_PACKED"}
# Whatever pyarrow, json and numpy raise for bytes that are not those of a sample.
_DAMAGE = (
    OSError,
    pa.ArrowException,
    ArithmeticError,
    LookupError,
    MemoryError,
    RecursionError,
    TypeError,
    ValueError,
)


class DataFileError(CurveballError):
    """A file of a dataset is missing, damaged, or not the one that the manifest lists."""

    def __init__(self, path: Path, found: str, expected: str, remedy: str = REMEDY):
        super().__init__(f"{path}: found {found}, expected {expected}. {remedy}")
        self.path, self.found, self.expected = path, found, expected

    def __reduce__(self) -> tuple[type["DataFileError"], tuple[Path, str, str]]:
        """Return how a copy is made, for errors of worker processes."""
        return type(self), (self.path, self.found, self.expected)


class CheckedFile:
    """A file that the manifest lists. Nothing stays open between two calls, so copies in other processes are safe."""

    def __init__(self, folder: Path, entry: ManifestFile, identity: str):
        """Describe a file.

        Args:
            folder: Folder of the dataset.
            entry: What the manifest tells about the file.
            identity: `Manifest.identity`.
        """
        self.path = folder / entry.name
        self.entry = entry
        self._identity = identity
        self._group_ends: list[int] | None = None

    def check_size(self) -> None:
        """Compare the file's size with the manifest, without opening it.

        Raises:
            DataFileError: The file is missing, is not a file, or has another size.
        """
        expected = f"a file of {self.entry.size_bytes:,} bytes"
        try:
            status = os.stat(self.path)
        except OSError as error:
            raise DataFileError(self.path, f"no file ({error.strerror})", expected) from None
        if not stat.S_ISREG(status.st_mode):
            kind = "a directory" if stat.S_ISDIR(status.st_mode) else "no regular file"
            raise DataFileError(self.path, kind, expected)
        if status.st_size != self.entry.size_bytes:
            raise self._explain_size(status.st_size, expected)

    def check_digest(self) -> None:
        """Compare all bytes of the file with the digest in the manifest.

        Raises:
            DataFileError: The file cannot be read, or its bytes are not those that were written.
        """
        self.check_size()
        with self.damage_explained():
            found = file_digest(self.path)
        if found != self.entry.xxh3_128:
            raise DataFileError(self.path, f"bytes with the digest {found}", self.entry.xxh3_128)

    def read_schema(self) -> pa.Schema:
        """Return the schema of the file, whose columns are those of samples.

        Raises:
            DataFileError: The file has another footer than the manifest tells, or not the columns of samples.
        """
        metadata = self._read_metadata()
        with self.damage_explained("its columns"):
            schema = metadata.schema.to_arrow_schema()
            difference = difference_from_samples(schema)
        if difference:
            raise DataFileError(self.path, *difference)
        return schema

    def check_video_shape(self, schema: pa.Schema, config: Mapping[str, Any]) -> tuple[int, int, int, int]:
        """Return the shape of the videos (T, H, W, C), which is the one that the configuration asks for.

        Raises:
            DataFileError: The shape is another one.
        """
        shape = video_shape(schema)
        expected = tuple(config.get(key) for key in ("frames", "height", "width"))
        if shape[:3] != expected:
            raise DataFileError(self.path, f"videos of the shape {shape}", f"{expected} as the configuration tells")
        return shape

    def group_of(self, row: int) -> tuple[int, int]:
        """Return the number of the row group with a row of the file, and the number of the row within the group."""
        group = bisect_right(self.group_ends(), row)
        return group, row - (self.group_ends()[group - 1] if group else 0)

    def group_ends(self) -> list[int]:
        """Return for each row group the number of rows in the file up to its end."""
        if self._group_ends is None:
            metadata = self._read_metadata()
            sizes = (metadata.row_group(group).num_rows for group in range(metadata.num_row_groups))
            self._group_ends = list(accumulate(sizes))
        return self._group_ends

    def read_group(self, group: int, schema: pa.Schema, columns: list[str] | None = None) -> pa.Table:
        """Return the rows of a row group.

        Args:
            group: Number of the row group.
            schema: The schema that all files of the dataset have.
            columns: Names of the columns; None for all.

        Raises:
            DataFileError: The rows cannot be read, a page differs from its checksum, or a value is missing that every
                sample has.
        """
        metadata = self._read_metadata()
        with self.damage_explained():
            self._check_schema(metadata.schema.to_arrow_schema(), schema)
            self._check_memory(metadata.row_group(group))
            with pq.ParquetFile(
                self.path, metadata=metadata, page_checksum_verification=True, pre_buffer=False
            ) as parquet:
                rows = parquet.read_row_group(group, columns=columns, use_threads=False)
            self._check_rows(rows, metadata.row_group(group).num_rows)
        return rows

    def read_chunk(self, group: int, name: str) -> tuple[int, bytes]:
        """Return where a column of a row group begins in the file, and its bytes, page after page."""
        row_group = self._read_metadata().row_group(group)
        columns = [row_group.column(number) for number in range(row_group.num_columns)]
        with self.damage_explained():
            return self._read_chunk(next(column for column in columns if column.path_in_schema == name))

    @contextmanager
    def damage_explained(self, place: str = "its rows") -> Iterator[None]:
        """Turn whatever damaged bytes raise into a DataFileError that names the file."""
        try:
            yield
        except CurveballError:
            raise
        except _DAMAGE as error:
            lines = str(error).strip().splitlines() or [type(error).__name__]
            raise DataFileError(self.path, f"damage in {place} ({lines[0]:.200})", "intact samples") from error

    def _read_metadata(self) -> pq.FileMetaData:
        """Return the metadata of the file, from the very bytes that were compared with the manifest."""
        self.check_size()
        with self.damage_explained():
            footer = read_footer(self.path)
            found = footer_digest(footer)
            if found != self.entry.footer_xxh3_128:
                raise DataFileError(self.path, f"a footer with the digest {found}", self.entry.footer_xxh3_128)
            metadata = pq.read_metadata(pa.BufferReader(b"PAR1" + footer))
            rows = sum(metadata.row_group(group).num_rows for group in range(metadata.num_row_groups))
        if not metadata.num_rows == rows == self.entry.rows:
            raise DataFileError(self.path, f"{metadata.num_rows} rows, {rows} in row groups", f"{self.entry.rows}")
        identity = (metadata.metadata or {}).get(b"identity", b"none").decode("ascii", "replace")
        if identity != self._identity:
            raise DataFileError(self.path, f"samples of the configuration {identity:.40}", self._identity)
        return metadata

    def _check_schema(self, found: pa.Schema, expected: pa.Schema) -> None:
        """Compare the schema with that of the other files."""
        names = [
            field.name
            for field in expected
            if field.name not in found.names or content(found.field(field.name)) != content(field)
        ]
        if names or found.names != expected.names or found.metadata != expected.metadata:
            what = f"another schema ({', '.join(names[:3]) or 'order or metadata'})"
            raise DataFileError(self.path, what, "that of the other files")

    def _check_memory(self, group: pq.RowGroupMetaData) -> None:
        """Refuse rows that would take far more memory than their file: the writer compresses texts only."""
        limit = self.entry.size_bytes * _MAX_EXPANSION + _SMALL_BYTES
        columns = [group.column(number) for number in range(group.num_columns)]
        sizes = [self._memory_of(column) for column in columns]
        if not 0 <= group.num_rows <= self.entry.size_bytes or sum(sizes) > limit:
            raise DataFileError(self.path, f"a row group of {sum(sizes):,} bytes of memory", f"at most {limit:,}")
        for column, size in zip(columns, sizes, strict=True):
            if unknown := set(column.encodings) - _ENCODINGS:
                found = f"the encoding {', '.join(sorted(unknown))} of {column.path_in_schema:.80}"
                raise DataFileError(self.path, found, ", ".join(sorted(_ENCODINGS)))
            dictionary = size - 4 * group.num_rows if column.has_dictionary_page else 0
            if dictionary > _MAX_DICTIONARY_BYTES:
                name = f"{column.path_in_schema:.80}"
                raise DataFileError(self.path, f"a dictionary of {dictionary:,} bytes for {name}", "the class names")

    def _memory_of(self, column: pq.ColumnChunkMetaData) -> int:
        """Return how many bytes a column of a row group takes: what its pages tell, because pyarrow believes them.

        `column.compression` could tell which columns are compressed, but ends the process if the codec is unknown.
        """
        return uncompressed_size(self._read_chunk(column)[1])

    def _read_chunk(self, column: pq.ColumnChunkMetaData) -> tuple[int, bytes]:
        """Return where a column of a row group begins in the file, and its bytes."""
        start = column.data_page_offset
        if column.has_dictionary_page and column.dictionary_page_offset is not None:
            start = min(start, column.dictionary_page_offset)
        if not 0 <= start <= start + column.total_compressed_size <= self.entry.size_bytes:
            raise DataFileError(self.path, f"a column at byte {start:,}", f"{self.entry.size_bytes:,} bytes")
        with open(self.path, "rb") as file:
            file.seek(start)
            return start, file.read(column.total_compressed_size)

    def _check_rows(self, rows: pa.Table, expected: int) -> None:
        """Check that there are as many rows as the footer tells, each with all values that samples have."""
        if len(rows) != expected:
            raise DataFileError(self.path, f"{len(rows)} rows in a row group", f"{expected}")
        rows.validate(full=True)  # texts are in UTF-8
        for name in set(COMMON_COLUMNS).intersection(rows.schema.names):
            if any(map(null_count, rows[name].chunks)):
                raise DataFileError(self.path, f"rows without a value in the column {name}", "none")

    def _explain_size(self, size: int, expected: str) -> DataFileError:
        """Return the error for a file of another size; this includes Git LFS pointers."""
        try:
            with open(self.path, "rb") as file:
                start = file.read(len(_LFS_POINTER))
        except OSError:
            start = b""
        if start == _LFS_POINTER:
            return DataFileError(self.path, "a pointer to a file in Git LFS", expected, "Run git lfs pull")
        return DataFileError(self.path, f"{size:,} bytes", expected)
