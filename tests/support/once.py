"""Work that one of pytest's workers does for all."""

import fcntl
from collections.abc import Callable
from pathlib import Path

import pytest


def make_once(
    tmp_path_factory: pytest.TempPathFactory, worker_id: str, name: str, make: Callable[[Path], None]
) -> Path:
    """Return a folder that `make` fills for all workers of this session: one does it, and the others wait."""
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / name
    folder.mkdir(exist_ok=True)
    with open(folder / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "is_made").exists():
            make(folder)
            (folder / "is_made").touch()
    return folder
