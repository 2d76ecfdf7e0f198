"""Verifies the files that describe a dataset against the checksums beside them."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from curveball.dataset.layout import CHECKSUMS, DESCRIPTION
from curveball.dataset.verification import FileFinding


def verify_description(folder: Path) -> Iterator[FileFinding]:
    """Yield what is missing or damaged of the files that describe a dataset; nothing where it is not described.

    The manifest vouches for the data, and does so at a higher speed, so their SHA-256 are not computed.

    Args:
        folder: Folder of the dataset.
    """
    checksums = folder / CHECKSUMS
    if not checksums.exists():
        return
    lines = checksums.read_text(encoding="utf-8", errors="replace").splitlines()
    listed = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    for name in DESCRIPTION:
        expected = listed.get(name)
        if name == CHECKSUMS:
            continue
        if expected is None:
            yield FileFinding(name=CHECKSUMS, found=f"no checksum of {name}", expected="one of each file")
        elif (found := _sha256(folder / name)) != expected:
            yield FileFinding(name=name, found=f"the SHA-256 {found}", expected=expected)


def _sha256(path: Path) -> str:
    if not path.is_file():
        return "of no file"
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
