"""What Snakemake remembers of earlier runs, without what it cannot read.

A damaged entry ends each start of Snakemake with a traceback, and nothing but its deletion helps. No result depends on
the entries: records tell which results are those of a run.
"""

import json
import os
import shutil
import stat
from pathlib import Path

_PARTS = ("metadata", "incomplete")


def forget_unreadable(folder: Path) -> None:
    """Delete the entries that Snakemake cannot read.

    Args:
        folder: Snakemake's folder, `.snakemake`. No run may be at work in it, since Snakemake does not write entries
            atomically.
    """
    for part in _PARTS:
        for parent, folders, names in os.walk(folder / part):
            for path in (Path(parent, name) for name in [*names, *(name for name in folders if name[0] != "@")]):
                if not _is_readable(path):
                    _delete(path)


def _is_readable(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.stat().st_mode) and isinstance(json.loads(path.read_bytes().decode()), dict)
    except (OSError, ValueError, RecursionError):
        return False


def _delete(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
