"""Checks the folders of a run, before Snakemake fails in them with a traceback or runs the code of another copy."""

import os
import tempfile
from pathlib import Path

from curveball.config.errors import CurveballError

_WRITTEN = (".snakemake", "logs", "results")
"""What a run writes to, or creates, in the folder in which Snakemake works."""


class UnusablePlaceError(CurveballError):
    """A folder cannot be used. The message names it and states what to do."""


def check_code_folder(folder: Path) -> None:
    """Check that jobs can run the code in a folder.

    Args:
        folder: The folder of the Snakefile.

    Raises:
        UnusablePlaceError: Its path has a character that separates paths in PYTHONPATH, so that jobs would run an
            installed copy of the library, or a brace, which Snakemake replaces in the paths of scripts.
    """
    for character in (os.pathsep, "{", "}"):
        if character in str(folder):
            raise UnusablePlaceError(
                f"Curveball cannot run in {folder}: the path must not contain {character}\n"
                "Move the folder, or rename the part of its path that does."
            )


def check_work_folder(folder: Path) -> None:
    """Check that a run can write to the folder in which Snakemake works, and to its own cache.

    Args:
        folder: The folder in which `.snakemake`, `logs` and `results` are, or will be.

    Raises:
        UnusablePlaceError: It cannot.
    """
    for name in _WRITTEN:
        path = folder / name if (folder / name).exists() else folder
        if path.exists() and not _is_writable(path):
            raise UnusablePlaceError(
                f"Snakemake cannot write to {path.absolute()}\n"
                "It must be a folder in which you may create files: change its permissions, or work in another folder, "
                "snakemake --directory FOLDER."
            )
    check_cache(_cache())
    check_temporary_folder()


def check_cache(cache: Path) -> None:
    """Check that Snakemake can write to its cache, or create it.

    Raises:
        UnusablePlaceError: It cannot.
    """
    existing = next(path for path in (cache, *cache.parents) if path.exists())
    if not _is_writable(existing):
        raise UnusablePlaceError(
            f"Snakemake cannot write to its cache, {cache}\n"
            "Name a folder in which you may create files: export XDG_CACHE_HOME=FOLDER."
        )


def check_temporary_folder() -> None:
    """Check that there is a folder for temporary files.

    Raises:
        UnusablePlaceError: There is none.
    """
    try:
        tempfile.gettempdir()
    except OSError:
        raise UnusablePlaceError(
            "There is no folder for temporary files. Name one in which you may create files: export TMPDIR=FOLDER."
        ) from None


def check_places(snakefile: Path, directory: Path) -> None:
    """Check the folders of a run.

    Args:
        snakefile: The Snakefile.
        directory: The folder in which Snakemake works.

    Raises:
        UnusablePlaceError: One of them cannot be used.
    """
    check_code_folder(snakefile.absolute().parent)
    check_work_folder(directory)


def _is_writable(path: Path) -> bool:
    return path.is_dir() and os.access(path, os.W_OK | os.X_OK)


def _cache() -> Path:
    """Return the folder of Snakemake's cache, in which it creates `snakemake/source-cache`."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser()).absolute() / "snakemake"
