"""Where the videos of a row group are in their file, so that they need not stay in memory to be read one by one.

Videos are stored without compression by Parquet, each after its length: https://parquet.apache.org/docs/file-format/
"""

import os
import struct
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from curveball.dataset.checked_file import CheckedFile, DataFileError
from curveball.dataset.parquet_pages import read_page_header

_LENGTH = struct.Struct("<I")


class _Stamp(NamedTuple):
    """What tells that a file was replaced or changed."""

    inode: int
    size_bytes: int
    modified_ns: int


class VideoPlaces:
    """The places of the videos of a row group in their file. No file stays open."""

    def __init__(self, path: Path, places: Sequence[int], lengths: Sequence[int], stamp: _Stamp):
        self._path, self._places, self._lengths, self._stamp = path, places, lengths, stamp

    def read(self, row: int) -> bytes:
        """Return the compressed video of a row.

        Raises:
            DataFileError: The file was changed or removed.
        """
        try:
            file = os.open(self._path, os.O_RDONLY)
            try:
                if _stamp(os.fstat(file)) != self._stamp:
                    raise DataFileError(self._path, "a file that was changed while it was read", "the same file")
                return os.pread(file, self._lengths[row], self._places[row])
            finally:
                os.close(file)
        except OSError as error:
            raise DataFileError(self._path, f"no file ({error.strerror})", "the file that was read before") from None


def locate_videos(file: CheckedFile, group: int, encoded: Sequence[Any]) -> VideoPlaces | None:
    """Find the videos of a row group in their file.

    Args:
        file: The file.
        group: Number of the row group.
        encoded: The compressed videos, as they were read and compared with their checksums.

    Returns:
        Their places. None if other software has written the file, so that they are not there as they are.
    """
    stamp = _stamp(os.stat(file.path))
    start, chunk = file.read_chunk(group, "video")
    lengths = [len(video) for video in encoded]
    try:
        places = _places(chunk, lengths)
    except (ValueError, IndexError, struct.error):
        return None
    if any(chunk[place : place + len(video)] != video for place, video in zip(places, encoded, strict=True)):
        return None
    return VideoPlaces(file.path, [start + place for place in places], lengths, stamp)


def _places(chunk: bytes, lengths: Sequence[int]) -> list[int]:
    """Return where the values of a column of optional byte arrays begin, page after page."""
    places: list[int] = []
    at = 0
    while len(places) < len(lengths):
        _, size, data = read_page_header(chunk, at)
        at = data + size
        value = data + _LENGTH.size + _LENGTH.unpack_from(chunk, data)[0]  # after the definition levels
        while value < at:
            places.append(value + _LENGTH.size)
            value += _LENGTH.size + lengths[len(places) - 1]
    return places


def _stamp(status: os.stat_result) -> _Stamp:
    return _Stamp(status.st_ino, status.st_size, status.st_mtime_ns)
