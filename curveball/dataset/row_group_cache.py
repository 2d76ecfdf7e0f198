"""The row groups of a dataset that were read last, in limited memory."""

from collections.abc import Sequence
from typing import NamedTuple

import pyarrow as pa

from curveball.dataset.checked_file import CheckedFile

CACHE_BYTES = 256 << 20
"""Row groups are kept up to this size; their videos stay compressed. The default dataset takes 92 MB."""


class _Kept(NamedTuple):
    table: pa.Table
    size_bytes: int


class RowGroupCache:
    """Reads row groups and keeps those that were used last.

    A copy in another process starts empty. Threads may share a cache: at worst, two of them read the same row group.
    """

    def __init__(self, files: Sequence[CheckedFile], schema: pa.Schema, verify: bool):
        """Prepare to read.

        Args:
            files: The files of the dataset.
            schema: The schema that each of them has.
            verify: Whether all bytes of a file are compared with its digest before its first rows are returned.
        """
        self._files, self._schema, self._verify = files, schema, verify
        self._verified: set[int] = set()
        self._kept: dict[tuple[int, int], _Kept] = {}

    def rows(self, file: int, row: int) -> tuple[pa.Table, int]:
        """Return the row group with a row of a file, and the number of the row within the group.

        Raises:
            DataFileError: The file is not the one that the manifest lists, or cannot be read.
        """
        self.verify(file)
        group, row_in_group = self._files[file].group_of(row)
        kept = self._kept.pop((file, group), None)
        if kept is None:
            table = self._files[file].read_group(group, self._schema)
            kept = _Kept(table, table.nbytes)
            self._make_room(kept.size_bytes)
        self._kept[file, group] = kept  # the last is the one that was used last
        return kept.table, row_in_group

    def verify(self, file: int) -> None:
        """Compare all bytes of a file with its digest, if this is wanted and was not done before."""
        if self._verify and file not in self._verified:
            self._files[file].check_digest()
            self._verified.add(file)

    def _make_room(self, size_bytes: int) -> None:
        """Forget the row groups that were not used for the longest time."""
        size_bytes += sum(kept.size_bytes for kept in list(self._kept.values()))
        while size_bytes > CACHE_BYTES and self._kept:
            oldest = self._kept.pop(next(iter(self._kept)), None)
            size_bytes -= oldest.size_bytes if oldest else 0

    def __reduce__(self) -> tuple[type["RowGroupCache"], tuple[Sequence[CheckedFile], pa.Schema, bool]]:
        """Return how a copy in another process is made: without the row groups."""
        return type(self), (self._files, self._schema, self._verify)
