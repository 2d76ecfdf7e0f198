"""What merging a part of a dataset tells: one job writes it, and those that complete or check the part read it."""

from pathlib import Path

import msgspec

from curveball.config.errors import CurveballError
from curveball.dataset.manifest import ManifestFile
from curveball.generation.atomic import write_text
from curveball.structures import Structure


class MergedPartError(CurveballError):
    """The list of a part's files is missing or was changed."""


class MergedPart(Structure):
    """What merging a part of a dataset tells about it."""

    splits: dict[str, list[ManifestFile]]
    """Its files in each split."""
    fingerprints: dict[str, str]
    """Fingerprint of each shard that was read, 32 hexadecimal digits, by its name."""


def write_merged_part(merged: MergedPart, path: Path) -> None:
    """Write what was merged as JSON. The file appears complete or not at all."""
    write_text(path, msgspec.json.format(msgspec.json.encode(merged), indent=1).decode() + "\n")


def read_merged_part(path: Path) -> MergedPart:
    """Read what `write_merged_part` wrote.

    Raises:
        MergedPartError: The file is missing or was changed.
    """
    try:
        return msgspec.json.decode(path.read_bytes(), type=MergedPart)
    except (OSError, msgspec.MsgspecError):
        raise MergedPartError(f"{path}: not the list of merged files. Delete it and run snakemake again") from None
