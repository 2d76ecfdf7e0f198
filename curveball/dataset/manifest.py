"""The manifest of a dataset: its fingerprint, its files with their digests, its configuration, and what made it."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import xxhash
from pydantic import BaseModel, ConfigDict, NonNegativeInt, ValidationError

from curveball.config.errors import CurveballError
from curveball.generation.atomic import write_text


class ManifestError(CurveballError):
    """A manifest is missing, or its content is not that of a manifest."""


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ManifestFile(_Model):
    """One Parquet file of a dataset."""

    name: str
    """Path relative to the folder of the dataset: data/train-00003.parquet."""
    rows: NonNegativeInt
    """Number of samples in the file."""
    xxh3_128: str
    """`file_digest` of the file: 32 hexadecimal digits."""


class Manifest(_Model):
    """What `manifest.json` holds. It is written last, so a dataset that has one is complete."""

    fingerprint: str
    """Identity of the content: 32 hexadecimal digits, independent of the order of the rows and of the files."""
    samples: NonNegativeInt
    """Number of samples in all files."""
    splits: dict[str, list[ManifestFile]]
    """The files of each split, in the order of their numbers. A split without samples has an empty list."""
    config: dict[str, Any]
    """The complete configuration, as `parse_config` accepts it."""
    versions: dict[str, str]
    """Version of Curveball and of the packages that the bytes depend on."""

    def files(self) -> Iterator[ManifestFile]:
        """Yield all files, split by split."""
        for files in self.splits.values():
            yield from files


def read_manifest(path: Path) -> Manifest:
    """Read a manifest.

    Args:
        path: The file, usually `results/dataset/manifest.json`.

    Raises:
        ManifestError: The file is missing or is not a manifest. The message names the file and what to do.
    """
    try:
        return Manifest.model_validate_json(path.read_bytes())
    except OSError as error:
        reason = error.strerror or str(error)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        reason = ": ".join(filter(None, [".".join(map(str, first["loc"])), first["msg"]]))
    raise ManifestError(
        f"{path}: cannot be read as the manifest of a dataset ({reason}). "
        f"Delete the file, if there is one, and run snakemake again"
    )


def write_manifest(manifest: Manifest, path: Path) -> None:
    """Write a manifest as JSON. The file appears complete or not at all."""
    write_text(path, json.dumps(manifest.model_dump(mode="json"), indent=2) + "\n")


def file_digest(path: Path) -> str:
    """Return the xxh3_128 digest of a file's bytes, 32 hexadecimal digits."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, xxhash.xxh3_128).hexdigest()
