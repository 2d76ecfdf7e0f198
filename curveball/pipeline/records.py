"""Records: for each job, the identity of what it wrote and the digests of its files.

Snakemake knows results by their time stamps and by what it remembers in `.snakemake`. Both can be lost or wrong: after
`--touch`, in a copy of the folder, or when a bit flips on the disk. A record lies beside the results.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from curveball.dataset.provenance import file_digest
from curveball.generation.atomic import write_text


class Record(NamedTuple):
    """What a job wrote."""

    identity: str
    """Digest of all that the files depend on, 32 hexadecimal digits."""
    files: dict[str, str]
    """Digests of the files by their paths."""


def write_record(path: Path | str, identity: str, files: Iterable[str]) -> None:
    """Record what a job wrote. This is the last that a job does.

    Args:
        path: The record.
        identity: Digest of all that the files depend on.
        files: The files.
    """
    record = Record(identity, {str(file): file_digest(Path(file)) for file in files})
    write_text(path, json.dumps(record._asdict(), indent=1, allow_nan=False) + "\n")


def read_record(path: Path | str) -> Record | None:
    """Return a record; None if there is none that can be read."""
    try:
        content = json.loads(Path(path).read_bytes())
        return Record(str(content["identity"]), dict(content["files"]))
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return None
