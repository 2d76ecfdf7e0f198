"""The manifest of a dataset: its fingerprint, its files with their digests, its configuration, and what made it."""

import itertools
import json
import re
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import msgspec
import xxhash

from curveball.config.errors import CurveballError
from curveball.dataset.layout import DataFile
from curveball.dataset.provenance import file_digest
from curveball.dataset.splits import TWINS, split_names_in
from curveball.generation.atomic import write_text
from curveball.generation.identity import dataset_identity
from curveball.structures import Structure

MAX_MANIFEST_BYTES = 1 << 28
"""Enough for a million files. A file that is larger is not read: it is no manifest."""
FOOTER_END_BYTES = 8
"""A Parquet file ends with the length of its footer, 4 bytes, and `PAR1`."""

_CHECKSUM = re.compile(rb',\n  "checksum": "([0-9a-f]{32})"\n\}\n\Z')
_Digest = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{32}$", max_length=32)]
_Count = Annotated[int, msgspec.Meta(ge=0)]


class ManifestError(CurveballError):
    """A manifest is missing, or its content is not that of a manifest."""


class ManifestFile(Structure):
    """One Parquet file of a dataset."""

    name: str
    """Path relative to the folder of the dataset: data/train-00003.parquet."""
    rows: _Count
    """Number of samples in the file."""
    size_bytes: _Count
    """Size of the file."""
    xxh3_128: _Digest
    """`file_digest` of the file: 32 hexadecimal digits."""
    footer_xxh3_128: _Digest
    """`footer_digest` of the file. The footer tells where each column is; the pages have checksums of their own."""


class Manifest(Structure):
    """What `manifest.json` holds. It is written last, so a dataset that has one is complete."""

    fingerprint: _Digest
    """Identity of the content: 32 hexadecimal digits, independent of the order of the rows and of the files."""
    samples: _Count
    """Number of samples in all files."""
    splits: dict[str, list[ManifestFile]]
    """The files of each split, in the order of their numbers. A split without samples has an empty list."""
    config: dict[str, Any]
    """The complete configuration, as `parse_config` accepts it."""
    versions: dict[str, str]
    """Version of Curveball and of the packages that the bytes depend on."""

    @property
    def identity(self) -> str:
        """Digest of the settings that the dataset depends on, which each of its files holds too."""
        return dataset_identity(self.config)

    def files(self) -> Iterator[ManifestFile]:
        """Yield all files, split by split."""
        return itertools.chain.from_iterable(self.splits.values())

    def __post_init__(self) -> None:
        """Raise ValueError if the entries do not agree with one another."""
        names = split_names_in(self.config)
        if tuple(self.splits) != names:
            raise ValueError(f"found the splits {', '.join(self.splits)}, expected {', '.join(names)}")
        for split, files in self.splits.items():
            for number, file in enumerate(files):
                expected = DataFile(split, number).name
                if file.name != expected:
                    raise ValueError(f"found the file {file.name!r:.80} in its list, expected {expected}")
        rows = sum(file.rows for file in self.files())
        if rows != self.samples:
            raise ValueError(f"found {self.samples} samples, but {rows} rows in the files")
        of_classes = sum(file.rows for split, files in self.splits.items() if split != TWINS for file in files)
        if _samples_of(self.config) != of_classes:
            raise ValueError(f"found {of_classes} samples, but the configuration asks for a different number")


def _samples_of(config: Mapping[str, Any]) -> int | None:
    """Return the number of samples that a configuration asks for; None if it does not tell it."""
    classes, counts = config.get("classes"), config.get("samples_per_class")
    if not isinstance(classes, dict):
        return None
    if isinstance(counts, dict) and counts.keys() >= classes.keys():
        own = [counts[name] for name in classes]
        return sum(own) if all(isinstance(count, int) for count in own) else None
    return counts * len(classes) if isinstance(counts, int) else None


def read_manifest(path: Path) -> Manifest:
    """Read a manifest.

    Args:
        path: The file, usually `results/dataset/manifest.json`.

    Raises:
        ManifestError: The file is missing, is not a manifest, or was changed after it was written. The message names
            the file and what to do.
    """
    try:
        return _parse(_read_regular_file(path))
    except OSError as error:
        reason = error.strerror or str(error)
    except ValueError as error:
        reason = str(error)
    except RecursionError:
        reason = "nested too deeply"
    raise ManifestError(
        f"{path}: cannot be read as the manifest of a dataset ({reason}). "
        f"Delete the file, if there is one, and run snakemake again, or copy the dataset again"
    )


def write_manifest(manifest: Manifest, path: Path) -> None:
    """Write a manifest as JSON. The file appears complete or not at all."""
    write_text(path, manifest_text(msgspec.to_builtins(manifest)))


def manifest_text(content: Mapping[str, Any]) -> str:
    """Return the text of a manifest: JSON whose last entry is a checksum of the text without this entry."""
    text = json.dumps(content, indent=2, allow_nan=False) + "\n"
    return text.removesuffix("\n}\n") + f',\n  "checksum": "{_checksum(text.encode())}"\n}}\n'


def describe_file(folder: Path, name: str, rows: int) -> ManifestFile:
    """Return the entry of a file in the manifest.

    Args:
        folder: Folder of the dataset.
        name: Path of the file relative to the folder.
        rows: Number of samples in the file.
    """
    path = folder / name
    return ManifestFile(
        name=name,
        rows=rows,
        size_bytes=path.stat().st_size,
        xxh3_128=file_digest(path),
        footer_xxh3_128=footer_digest(read_footer(path)),
    )


def read_footer(path: Path) -> bytes:
    """Return the end of a Parquet file: its metadata, their length, and `PAR1`.

    Raises:
        ValueError: The file does not end as a Parquet file does.
    """
    size = path.stat().st_size
    with open(path, "rb") as file:
        file.seek(max(0, size - FOOTER_END_BYTES))
        end = file.read(FOOTER_END_BYTES)
        length = int.from_bytes(end[:4], "little") + FOOTER_END_BYTES
        if end[4:] != b"PAR1" or length > size:
            raise ValueError("does not end as a Parquet file does")
        file.seek(size - length)
        return file.read(length)


def footer_digest(footer: bytes) -> str:
    """Return the xxh3_128 digest of what `read_footer` returns, 32 hexadecimal digits."""
    return xxhash.xxh3_128_hexdigest(footer)


def _read_regular_file(path: Path) -> bytes:
    """Return the bytes of a file; refuse pipes, devices and what is far too large."""
    status = path.stat()
    if stat.S_ISDIR(status.st_mode):
        raise ValueError("Is a directory")
    if not stat.S_ISREG(status.st_mode):
        raise ValueError("Not a regular file")
    if status.st_size > MAX_MANIFEST_BYTES:
        raise ValueError(f"Found {status.st_size} bytes, expected at most {MAX_MANIFEST_BYTES}")
    return path.read_bytes()


def _parse(content: bytes) -> Manifest:
    """Return the manifest in the bytes of its file, which end with the checksum of what precedes it."""
    match = _CHECKSUM.search(content)
    text = content[: match.start()] + b"\n}\n" if match else content
    manifest = msgspec.json.decode(text, type=Manifest)
    if match is None:
        raise ValueError("found no checksum at its end, which manifests of this version of Curveball have")
    found = _checksum(text)
    if found != match[1].decode():
        raise ValueError(f"it was changed after it was written: found checksum {found}, expected {match[1].decode()}")
    return manifest


def _checksum(text: bytes) -> str:
    """Return the xxh3_128 digest of a manifest without its checksum."""
    return xxhash.xxh3_128_hexdigest(text)
