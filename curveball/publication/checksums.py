"""SHA-256 of the files of a dataset, in the format that `sha256sum -c` reads."""

import hashlib
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import xxhash

from curveball.dataset.manifest import Manifest, ManifestError

_THREADS = 4
_BLOCK_BYTES = 1 << 20


def sha256_of_data(folder: Path, manifest: Manifest) -> dict[str, str]:
    """Return the SHA-256 of each data file of a dataset, by its path relative to the folder.

    Each file is read once. The digest in the manifest is computed from the same bytes, so that no checksum ever vouches
    for a file that was changed after it was written.

    Args:
        folder: Folder of the dataset.
        manifest: Its manifest.

    Raises:
        ManifestError: A file is not the one that the manifest lists.
    """
    expected = {file.name: file.xxh3_128 for file in manifest.files()}
    with ThreadPoolExecutor(_THREADS) as pool:
        digests = pool.map(lambda name: _read(folder / name), expected)
        found = dict(zip(expected, digests, strict=True))
    for name, (_, xxh3_128) in found.items():
        if xxh3_128 != expected[name]:
            raise ManifestError(
                f"{folder / name}: changed after it was written: found the digest {xxh3_128}, expected "
                f"{expected[name]}. Run snakemake again, which regenerates it"
            )
    return {name: sha256 for name, (sha256, _) in found.items()}


def sha256_of_files(folder: Path, names: Iterable[str]) -> dict[str, str]:
    """Return the SHA-256 of files by their paths relative to a folder."""
    return {name: _read(folder / name)[0] for name in names}


def checksums_text(sha256: Mapping[str, str]) -> str:
    """Return the text of a file of checksums, sorted by path."""
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(sha256.items()))


def _read(path: Path) -> tuple[str, str]:
    """Return the SHA-256 and the xxh3_128 of a file, in hexadecimal."""
    sha256, xxh3_128 = hashlib.sha256(), xxhash.xxh3_128()
    with open(path, "rb") as file:
        while block := file.read(_BLOCK_BYTES):
            sha256.update(block)
            xxh3_128.update(block)
    return sha256.hexdigest(), xxh3_128.hexdigest()
