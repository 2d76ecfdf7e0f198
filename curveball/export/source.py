"""The rows of a dataset as exports read them: file by file, a few rows at a time, each file checked."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from curveball.config.errors import CurveballError
from curveball.dataset.checked_file import CheckedFile
from curveball.dataset.layout import MANIFEST
from curveball.dataset.manifest import read_manifest
from curveball.generation.encoding import decode_video, digest

_MAX_ROWS = 128
_MAX_BYTES = 32 << 20


class ExportError(CurveballError):
    """An export cannot be written, or what was written differs from the dataset."""


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a dataset, which some formats turn into one file."""

    split: str
    number: int
    file: CheckedFile

    @property
    def rows(self) -> int:
        """Number of samples."""
        return self.file.entry.rows


class Source:
    """A dataset, or one split of it."""

    def __init__(self, folder: Path, split: str | None = None):
        """Open a dataset.

        Args:
            folder: Folder of the dataset.
            split: The split to read; None for all.

        Raises:
            CurveballError: There is no such dataset or split, or the dataset has no samples.
        """
        manifest = read_manifest(folder / MANIFEST)
        self.parts = [
            Part(name, number, CheckedFile(folder, entry, manifest.identity))
            for name, entries in manifest.splits.items()
            for number, entry in enumerate(entries)
            if split in (None, name)
        ]
        if not self.parts:
            raise ExportError(f"{folder}: the dataset has no samples{f' in the split {split!r}' if split else ''}")
        self.class_names = [str(name) for name in manifest.config["classes"]]
        self.schema = self.parts[0].file.read_schema()
        self.video_shape = self.parts[0].file.check_video_shape(self.schema, manifest.config)
        """(T, H, W, C)."""

    @property
    def samples(self) -> int:
        """Number of samples."""
        return sum(part.rows for part in self.parts)

    def splits(self) -> dict[str, list[Part]]:
        """Return the files of each split."""
        found: dict[str, list[Part]] = {}
        for part in self.parts:
            found.setdefault(part.split, []).append(part)
        return found

    def rows(self, part: Part, columns: Sequence[str] | None = None) -> Iterator[pa.Table]:
        """Yield the rows of a file, so few at a time that their videos take at most 32 MiB.

        Args:
            part: The file.
            columns: The columns to read; None for all.

        Raises:
            DataFileError: The file is missing or damaged.
        """
        step = max(1, min(_MAX_ROWS, _MAX_BYTES // math.prod(self.video_shape)))
        for group in range(len(part.file.group_ends())):
            table = part.file.read_group(group, self.schema, list(columns) if columns else None)
            for first in range(0, len(table), step):
                yield table.slice(first, step)

    def videos(self, part: Part, rows: pa.Table) -> NDArray[np.uint8]:
        """Return the videos in rows of a file, shape (N, T, H, W, C)."""
        encoded: list[Any] = rows["video"].to_pylist()
        with part.file.damage_explained("its videos"):
            return np.stack([decode_video(video, self.video_shape) for video in encoded])


def check_equal(place: str, found: object, expected: object) -> None:
    """Compare a part of an export with the dataset.

    Args:
        place: The file and what in it.
        found: What was read back from the export.
        expected: What the dataset has.

    Raises:
        ExportError: They differ.
    """
    if found != expected:
        raise ExportError(
            f"{place}: found {found!r:.80}, expected {expected!r:.80}. Verify the dataset, and export it again"
        )


def check_videos(place: str, videos: NDArray[np.uint8], rows: pa.Table) -> None:
    """Compare the digests of exported videos with those in rows of the dataset.

    Args:
        place: The file.
        videos: Shape (N, T, H, W, C).
        rows: The rows with these videos.

    Raises:
        ExportError: A video differs.
    """
    names: list[Any] = rows["sample_id"].to_pylist()
    for name, video, expected in zip(names, videos, rows["digest"].to_pylist(), strict=True):
        check_equal(f"{place}, the video of {name}", digest(np.ascontiguousarray(video)), expected)
