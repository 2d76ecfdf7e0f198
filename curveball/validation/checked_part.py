"""What the checks found in a part of a dataset: written by one job, and read by the job that completes the checks.

Large arrays are written to a file beside the others, as they are in memory, and read by mapping this file. So the
memory that many parts take is that of their small arrays.
"""

import mmap
import pickle
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from curveball.config.errors import CurveballError
from curveball.generation.atomic import replacing

_MIN_MAPPED_BYTES = 1 << 16
_ALIGNMENT = 64


class PartError(CurveballError):
    """What was found in a part cannot be read, or belongs to another dataset."""


@dataclass(frozen=True, kw_only=True)
class CheckedPart:
    """What the checks found in the rows of some files."""

    identity: str
    """Digest of all that it depends on."""
    digests: Mapping[str, str | None]
    """Digest of each file by its name in the manifest; None for a file that is missing."""
    differing: Sequence[str]
    """Names of the files that have another schema than the dataset, so that no row was read."""
    unreadable: Sequence[str]
    """Names of the files that could not be read to their end."""
    rows: int
    """Number of rows that were read."""
    partials: Sequence[Sequence[Any]]
    """What `Registry.update_condensed` takes."""


def write_part(part: CheckedPart, path: Path, arrays: Path) -> None:
    """Write what was found.

    Args:
        part: What was found.
        path: The file for everything but large arrays.
        arrays: The file for large arrays.
    """
    buffers: list[tuple[int, int]] = []
    with replacing(arrays) as temporary, open(temporary, "wb") as file:

        def write_if_large(buffer: pickle.PickleBuffer) -> bool:
            """Write a large buffer to the file; tell whether it is small."""
            content = buffer.raw()
            if content.nbytes < _MIN_MAPPED_BYTES:
                return True
            file.write(bytes(-file.tell() % _ALIGNMENT))
            buffers.append((file.tell(), content.nbytes))
            file.write(content)
            return False

        pickled = pickle.dumps(part, protocol=5, buffer_callback=write_if_large)
    with replacing(path) as temporary:
        Path(temporary).write_bytes(pickle.dumps((buffers, pickled), protocol=5))


def read_part(path: Path, arrays: Path, identity: str) -> CheckedPart:
    """Read what `write_part` wrote. Large arrays are mapped from their file, and cannot be changed.

    Args:
        path: The file with everything but large arrays.
        arrays: The file with large arrays.
        identity: The identity that the part must have.

    Raises:
        PartError: A file is missing or was changed, or has another identity.
    """
    try:
        # The job that reads these files belongs to the workflow that wrote them and has compared their digests.
        buffers, pickled = pickle.loads(path.read_bytes())  # noqa: S301
        part: CheckedPart = pickle.loads(pickled, buffers=_mapped(arrays, buffers))  # noqa: S301
        found = part.identity
    except (OSError, ValueError, LookupError, EOFError, TypeError, AttributeError, pickle.UnpicklingError) as error:
        raise PartError(f"{path}: cannot be read ({error}). Delete it and run snakemake again") from None
    if found != identity:
        raise PartError(f"{path}: made with other settings or other code. Delete it and run snakemake again")
    return part


def _mapped(path: Path, buffers: Sequence[tuple[int, int]]) -> Iterator[memoryview]:
    if buffers:
        with open(path, "rb") as file:
            content = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        for start, size in buffers:
            yield content[start : start + size]
