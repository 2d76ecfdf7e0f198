"""Folders that appear complete or not at all."""

import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from curveball.export.files import is_file_of_export
from curveball.export.source import ExportError


@contextmanager
def replacing_folder(path: Path, overwrite: bool) -> Iterator[Path]:
    """Create a folder with what the block writes, which appears when the block has ended.

    If the block raises an exception, what it wrote is removed and `path` is unchanged.

    Args:
        path: The folder. Missing parent folders are created.
        overwrite: Whether an existing folder that is not empty is replaced. It must be that of an export.

    Yields:
        An empty temporary folder beside it.

    Raises:
        ExportError: The folder exists and is not to be replaced, has other files than an export, is not a folder, or
            cannot be written.
    """
    _check_place(path, overwrite)
    path.parent.mkdir(parents=True, exist_ok=True)
    for name in os.listdir(path.parent):  # what an export that was killed has left
        if re.fullmatch(rf"\.{re.escape(path.name)}\.[0-9a-f]{{16}}\.tmp", name):
            shutil.rmtree(path.with_name(name), ignore_errors=True)
    temporary = _beside(path)
    try:
        temporary.mkdir()
        yield temporary
        _flush_to_disk(temporary)
        _move(temporary, path)
    except OSError as error:
        raise ExportError(f"{path}: {error.strerror or error}. The export was not written") from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _check_place(path: Path, overwrite: bool) -> None:
    if path.is_symlink() or (path.exists() and not path.is_dir()):
        raise ExportError(f"{path} is not a folder. Choose another name")
    if path.exists() and not overwrite and any(path.iterdir()):
        raise ExportError(f"{path} exists and is not empty. Choose another name, or replace it with --overwrite")
    for file in path.rglob("*"):
        if not file.is_dir() and not is_file_of_export(file.relative_to(path).as_posix()):
            raise ExportError(f"{path} is not replaced, because {file} is not a file of an export. Choose another name")


def _move(temporary: Path, path: Path) -> None:
    """Put a folder in the place of another one, which is deleted."""
    if not path.exists():
        os.replace(temporary, path)
        return
    old = _beside(path)
    os.replace(path, old)
    try:
        os.replace(temporary, path)
    except BaseException:
        os.replace(old, path)
        raise
    shutil.rmtree(old)


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.name}.{secrets.token_hex(8)}.tmp")


def _flush_to_disk(folder: Path) -> None:
    for root, _, names in os.walk(folder):
        for place in (root, *(os.path.join(root, name) for name in names)):
            descriptor = os.open(place, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
