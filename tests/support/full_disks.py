"""Disks that become full: a small file system, or a limit on the size of files where none can be mounted."""

import os
import random
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_DISK_BYTES = 8 << 20
_LIMITS_BYTES = (9_500, 11_500, 13_000, 16_000, 20_000, 100_000)
"""Limits at which one of the steps fails: a shard, a file of the dataset, the validation, the page."""
_FREE_BYTES = (0, 4096, 16384, 40960, 81920, 122880, 163840, 204800, 262144, 327680, 409600, 524288)


@dataclass(frozen=True, kw_only=True)
class Lack:
    """A lack of space, at some step of a run."""

    number: int
    free_bytes: int | None
    """Free space of a small disk when the run starts."""
    file_bytes: int | None
    """Or: the largest file that it may write."""
    has_results: bool
    """Whether results of another seed are there."""

    def __str__(self) -> str:
        what = f"{self.free_bytes} bytes free" if self.file_bytes is None else f"files up to {self.file_bytes} bytes"
        return f"{self.number:03d}: {what}, {'other seed' if self.has_results else 'nothing'} before"


def draw_lacks(seed: int, count: int) -> list[Lack]:
    """Draw lacks of space: small disks and, for a third, limits."""
    chance = random.Random(f"disks {seed}")  # noqa: S311  It decides nothing secret.
    return [
        Lack(
            number=number,
            free_bytes=None if number % 3 == 0 else chance.choice(_FREE_BYTES),
            file_bytes=chance.choice(_LIMITS_BYTES) if number % 3 == 0 else None,
            has_results=chance.random() < 0.7,
        )
        for number in range(count)
    ]


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """Mount a small file system; raise PermissionError where this is not allowed."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={_DISK_BYTES}", "none", folder]
    if subprocess.run(command, capture_output=True, check=False).returncode != 0:
        raise PermissionError("a file system can be mounted only by root, on Linux")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def fill(folder: Path, free_bytes: int) -> Path:
    """Write a file that leaves so much space on the disk of a folder, and return it."""
    filler = folder / "filler"
    space = os.statvfs(folder)
    filler.write_bytes(bytes(max(0, space.f_bavail * space.f_frsize - free_bytes)))
    return filler
