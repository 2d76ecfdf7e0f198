"""The row groups of a dataset that were read last, in limited memory."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from functools import partial
from typing import NamedTuple

import pyarrow as pa

from curveball.dataset.checked_file import CheckedFile
from curveball.dataset.sample_format import SampleFormat
from curveball.dataset.sample_rows import SampleRows
from curveball.dataset.stored_videos import StoredVideos
from curveball.dataset.video_places import locate_videos

CACHE_BYTES = 256 << 20
"""Row groups are kept up to this size; their videos stay compressed. The default dataset takes 110 MB."""


class RowGroup(NamedTuple):
    """The rows of a row group."""

    rows: SampleRows
    videos: StoredVideos | None
    """Their videos, if the format of the samples has them."""

    @property
    def size_bytes(self) -> int:
        """Memory that they take."""
        return self.rows.size_bytes + (self.videos.size_bytes if self.videos else 0)


class RowGroupCache:
    """Reads row groups and keeps those that were used last.

    A copy in another process starts empty. Threads may share a cache: at worst, two of them read the same row group.
    """

    def __init__(
        self,
        files: Sequence[CheckedFile],
        schema: pa.Schema,
        sample_format: SampleFormat,
        verify: bool,
        is_limited: bool = True,
    ):
        """Prepare to read.

        Args:
            files: The files of the dataset.
            schema: The schema that each of them has.
            sample_format: The format of the samples.
            verify: Whether all bytes of a file are compared with its digest before its first rows are returned, and
                each video with its own when it is decoded.
            is_limited: Whether to keep at most CACHE_BYTES; otherwise all that was read is kept.
        """
        self._files, self._schema, self._format = files, schema, sample_format
        self._verify, self._is_limited = verify, is_limited
        self._verified: set[int] = set()
        self._kept: dict[tuple[int, int], RowGroup] = {}

    def group(self, file: int, group: int) -> RowGroup:
        """Return a row group of a file.

        Raises:
            DataFileError: The file is not the one that the manifest lists, or cannot be read.
        """
        self.verify(file)
        kept = self._kept.pop((file, group), None)
        if kept is None:
            kept = self._read(self._files[file], group)
            if self._is_limited:
                self._make_room(kept.size_bytes)
        self._kept[file, group] = kept  # the last is the one that was used last
        return kept

    def verify(self, file: int) -> None:
        """Compare all bytes of a file with its digest, if this is wanted and was not done before."""
        if self._verify and file not in self._verified:
            self._files[file].check_digest()
            self._verified.add(file)

    def _read(self, file: CheckedFile, group: int) -> RowGroup:
        """Read a row group: the columns of the format, and what the verification of videos needs."""
        names = self._format.columns
        has_videos = "video" in names
        needed = {*names, *(("sample_id", "digest") if has_videos and self._verify else ())}
        table = file.read_group(group, self._schema, [name for name in self._schema.names if name in needed])
        with file.damage_explained():
            rows = SampleRows(table, names, ["video"] if has_videos else [])
            if not has_videos:
                return RowGroup(rows, None)
            explained = partial(_damage_explained, file, file.group_ends()[group] - len(table))
            locate = partial(locate_videos, file, group)
            return RowGroup(rows, StoredVideos(table, self._format, explained, self._verify, locate))

    def _make_room(self, size_bytes: int) -> None:
        """Forget the videos of the row groups that were not used for the longest time, and then their rows."""
        size_bytes += sum(kept.size_bytes for kept in list(self._kept.values()))
        for kept in list(self._kept.values()):
            if size_bytes > CACHE_BYTES and kept.videos:
                size_bytes -= kept.videos.size_bytes
                kept.videos.release()
                size_bytes += kept.videos.size_bytes
        while size_bytes > CACHE_BYTES and self._kept:
            oldest = self._kept.pop(next(iter(self._kept)), None)
            size_bytes -= oldest.size_bytes if oldest else 0

    def __reduce__(self) -> tuple[type["RowGroupCache"], tuple[object, ...]]:
        """Return how a copy in another process is made: without the row groups."""
        return type(self), (self._files, self._schema, self._format, self._verify, self._is_limited)


def _damage_explained(file: CheckedFile, first_row: int, row: int) -> AbstractContextManager[None]:
    """Return the context in which what damaged bytes of a row raise is explained."""
    return file.damage_explained(f"row {first_row + row}")
