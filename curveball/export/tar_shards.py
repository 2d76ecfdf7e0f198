"""WebDataset: tar files of samples, each a video as a numpy array, its label, and all other columns as JSON.

`webdataset.WebDataset(files).decode()` returns `video.npy.gz` as an array (T, H, W, C), `cls` as an integer, and `json`
as a dictionary.
"""

import gzip
import io
import json
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from curveball.export.files import tar_file
from curveball.export.progress import Count
from curveball.export.source import Source, check_equal, check_videos

_VIDEO, _LABEL, _COLUMNS = "video.npy.gz", "cls", "json"
_COMPRESSION_LEVEL = 1


def write(source: Source, folder: Path, count: Count) -> None:
    """Write the files."""
    for part in source.parts:
        with tarfile.open(folder / tar_file(part.split, part.number), "w", format=tarfile.USTAR_FORMAT) as tar:
            for rows in source.rows(part):
                for values, video in zip(_values(rows), source.videos(part, rows), strict=True):
                    name = values["sample_id"]
                    _add(tar, f"{name}.{_LABEL}", str(values["label"]).encode())
                    _add(tar, f"{name}.{_COLUMNS}", json.dumps(values).encode())
                    _add(tar, f"{name}.{_VIDEO}", _encode(video))
                count.add(len(rows))


def check(source: Source, folder: Path, count: Count) -> None:
    """Compare the files with the dataset."""
    for part in source.parts:
        path = folder / tar_file(part.split, part.number)
        with tarfile.open(path, "r:") as tar:
            for rows in source.rows(part):
                videos = [_check_sample(path, tar, values) for values in _values(rows)]
                check_videos(str(path), np.stack(videos), rows)
                count.add(len(rows))
            check_equal(f"{path}, its end", tar.next(), None)


def _values(rows: pa.Table) -> Iterator[dict[str, Any]]:
    """Yield the columns of each row but the video. Parameters of other classes are None."""
    yield from rows.drop_columns(["video"]).to_pylist()


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    """Add a file whose header tells nothing of when and by whom it was written."""
    member = tarfile.TarInfo(name)
    member.size = len(content)
    tar.addfile(member, io.BytesIO(content))


def _encode(video: NDArray[np.uint8]) -> bytes:
    array = io.BytesIO()
    np.lib.format.write_array(array, video, allow_pickle=False)
    return gzip.compress(array.getvalue(), _COMPRESSION_LEVEL, mtime=0)


def _check_sample(path: Path, tar: tarfile.TarFile, values: dict[str, Any]) -> NDArray[np.uint8]:
    """Compare the next three files with a row of the dataset, and return the video."""
    name = values["sample_id"]
    check_equal(f"{path}, the label of {name}", _read(tar, path, f"{name}.{_LABEL}"), str(values["label"]).encode())
    check_equal(f"{path}, the columns of {name}", json.loads(_read(tar, path, f"{name}.{_COLUMNS}")), values)
    content = gzip.decompress(_read(tar, path, f"{name}.{_VIDEO}"))
    video: NDArray[np.uint8] = np.lib.format.read_array(io.BytesIO(content), allow_pickle=False)
    return video


def _read(tar: tarfile.TarFile, path: Path, name: str) -> bytes:
    """Return the content of the next file, which must have this name."""
    member = tar.next()
    check_equal(f"{path}, the next file", member and member.name, name)
    file = tar.extractfile(member) if member else None
    tar.members.clear()  # type: ignore[attr-defined]  # Otherwise they would all stay in memory.
    return file.read() if file else b""
