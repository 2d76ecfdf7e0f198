"""Reads datasets with crafted files in a process with limited memory: `python -m tests.support.read_crafted FOLDER`.

The folder holds an intact dataset `original`, and in `crafted` the datasets with a crafted file. How each reading ended
is printed as a line of JSON.
"""

import json
import resource
import sys
from collections.abc import Iterator
from pathlib import Path

from curveball.dataset.reader import Dataset
from tests.support.damages import is_found_by_verify, readings

LIMIT_BYTES = 1 << 30


def limit_memory() -> None:
    """Refuse to allocate more than a gigabyte from now on."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    limit = pages * resource.getpagesize() + LIMIT_BYTES
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def resident_bytes() -> int:
    """Return the most memory that this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def read_all(where: Path) -> Iterator[dict]:
    """Yield how the readings of the datasets ended."""
    expected = list(Dataset(where / "original"))
    for folder in sorted((where / "crafted").iterdir()):
        before = resident_bytes()
        yield {
            "case": folder.name,
            "read": _end(folder, expected, verify=False),
            "verified": _end(folder, expected, verify=True),
            "found": _found(folder),
            "grown_bytes": resident_bytes() - before,
        }


def _end(folder: Path, expected: list[dict], verify: bool) -> dict[str, int] | str:
    try:
        return dict(readings(folder, expected, verify=verify))
    except BaseException as error:
        return f"{type(error).__name__}: {error}"


def _found(folder: Path) -> bool | str:
    try:
        return is_found_by_verify(folder)
    except BaseException as error:
        return f"{type(error).__name__}: {error}"


if __name__ == "__main__":
    limit_memory()
    for line in read_all(Path(sys.argv[1])):
        print(json.dumps(line), flush=True)
