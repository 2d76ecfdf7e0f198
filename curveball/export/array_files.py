"""numpy arrays: one .npz per split, or a folder of .npy files per split that can be mapped into memory.

`numpy.load("train.npz")["videos"]`, `numpy.load("train/videos.npy", mmap_mode="r")`. No array holds pickled objects.
"""

import zipfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import IO

import numpy as np

from curveball.export.arrays import VIDEOS, Column, columns
from curveball.export.files import npy_file, npz_file
from curveball.export.progress import Count
from curveball.export.source import Part, Source, check_equal, check_videos

# With the least effort, since most pixels are background.
_COMPRESSION_LEVEL = 1
_TIME = (1980, 1, 1, 0, 0, 0)
_UNIX, _MODE = 3, 0o644 << 16

Open = Callable[[str], IO[bytes]]
"""Opens the array of a name."""


def write_npz(source: Source, folder: Path, count: Count) -> None:
    """Write a .npz file per split."""
    for split, parts in source.splits().items():
        with zipfile.ZipFile(folder / npz_file(split), "w", compresslevel=_COMPRESSION_LEVEL) as archive:
            _write(source, parts, partial(_create_member, archive), count)


def check_npz(source: Source, folder: Path, count: Count) -> None:
    """Compare the .npz files with the dataset."""
    for split, parts in source.splits().items():
        with zipfile.ZipFile(folder / npz_file(split)) as archive:
            _check(source, parts, folder / npz_file(split), partial(_open_member, archive), count)


def write_memmap(source: Source, folder: Path, count: Count) -> None:
    """Write a folder of .npy files per split."""
    for split, parts in source.splits().items():
        (folder / split).mkdir()
        _write(source, parts, partial(_open_file, folder, split, "wb"), count)


def check_memmap(source: Source, folder: Path, count: Count) -> None:
    """Compare the .npy files with the dataset."""
    for split, parts in source.splits().items():
        _check(source, parts, folder / split, partial(_open_file, folder, split, "rb"), count)


def _create_member(archive: zipfile.ZipFile, name: str) -> IO[bytes]:
    """Return a member of an archive to write into, whose header tells nothing of when it was written."""
    member = zipfile.ZipInfo(f"{name}.npy", _TIME)
    member.create_system, member.external_attr = _UNIX, _MODE
    member.compress_type = zipfile.ZIP_DEFLATED
    member._compresslevel = archive.compresslevel  # type: ignore[attr-defined]  # public only from Python 3.13 on
    return archive.open(member, "w", force_zip64=True)


def _open_member(archive: zipfile.ZipFile, name: str) -> IO[bytes]:
    return archive.open(f"{name}.npy")


def _open_file(folder: Path, split: str, mode: str, name: str) -> IO[bytes]:
    file: IO[bytes] = (folder / npy_file(split, name)).open(mode)
    return file


def _write(source: Source, parts: Sequence[Part], create: Open, count: Count) -> None:
    """Write the arrays of a split one after the other, each with a header that tells its final shape."""
    for column in columns(source, parts):
        with create(column.name) as file:
            descr = np.lib.format.dtype_to_descr(column.dtype)
            header = {"descr": descr, "fortran_order": False, "shape": column.shape}
            np.lib.format.write_array_header_1_0(file, header)
            for rows in column.read():
                file.write(rows.tobytes())
                if column.name == VIDEOS:
                    count.add(len(rows))


def _check(source: Source, parts: Sequence[Part], path: Path, open_array: Open, count: Count) -> None:
    """Compare the arrays of a split with the dataset: videos by their digests, all others by their values."""
    for column in columns(source, parts):
        with open_array(column.name) as file:
            place = f"{path}, {column.name}"
            check_equal(f"{place}, its format", np.lib.format.read_magic(file), (1, 0))
            header = np.lib.format.read_array_header_1_0(file)
            check_equal(f"{place}, its header", header, (column.shape, False, column.dtype))
            if column.name == VIDEOS:
                _check_videos(source, parts, column, file, count, place)
            else:
                for rows in column.read():
                    check_equal(f"{place}, its values", file.read(rows.nbytes) == rows.tobytes(), True)
            check_equal(f"{place}, its end", file.read(1), b"")


def _check_videos(
    source: Source, parts: Sequence[Part], column: Column, file: IO[bytes], count: Count, place: str
) -> None:
    video_bytes = int(np.prod(column.shape[1:]))
    for part in parts:
        for rows in source.rows(part, ["sample_id", "digest"]):
            content = file.read(len(rows) * video_bytes)
            check_equal(f"{place}, their size", len(content), len(rows) * video_bytes)
            videos = np.frombuffer(content, np.uint8).reshape(len(rows), *column.shape[1:])
            check_videos(place, videos.transpose(0, 1, 3, 4, 2), rows)
            count.add(len(rows))
