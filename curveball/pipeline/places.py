"""Checks the folders of a run, before Snakemake fails in them with a traceback or runs the code of another copy."""

import errno
import os
from collections.abc import Collection, Iterator
from pathlib import Path

from curveball.config.errors import CurveballError

_TOP = (".snakemake", "logs", "results")
_WRITTEN = (
    *_TOP,
    ".snakemake/metadata",
    ".snakemake/scripts",
    "results/benchmarks",
    "results/dataset",
    "results/dataset/data",
    "results/figures",
    "results/parts",
    "results/records",
    "results/shards",
)
"""The folders to which a run writes, in the folder in which Snakemake works. It creates those that do not exist."""
_SHARED = ("input-output", "persistence", "sources")
"""What must be on a file system that all machines share, in the words of `--shared-fs-usage`."""
_FILES_NEEDED, _FILES_WANTED = 32, 256
"""How many files Snakemake opens at a time, and a number that leaves room."""
_BYTES_NEEDED = 64 * 1024
"""What Snakemake writes before the first job, at most."""
_REMEDIES = {
    errno.ENOSPC: "Free space on its disk",
    errno.EDQUOT: "Free space in your quota",
    errno.EFBIG: "Allow larger files, ulimit -f unlimited",
    errno.EMFILE: "Allow more open files, ulimit -n 256",
    errno.ENFILE: "Close other programs",
    errno.EROFS: "Let its file system be written to, or work in another folder, snakemake --directory FOLDER",
    errno.EACCES: "Change its permissions",
    errno.EPERM: "Change its permissions",
    errno.EIO: "Check its disk",
    errno.ESTALE: "Check its disk",
    errno.ENOENT: "Leave results, logs and .snakemake as they are while the workflow runs",
    errno.ENOTDIR: "Let it be a folder",
    errno.EISDIR: "Remove this folder",
    errno.ELOOP: "Remove this link",
    errno.ENAMETOOLONG: "Work in a folder with a shorter path",
}
"""What to do about faults of the machine that a job may meet."""


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
    """Check that a run can write to the folder in which Snakemake works, and to the folders in it.

    Args:
        folder: The folder in which `.snakemake`, `logs` and `results` are, or will be.

    Raises:
        UnusablePlaceError: It cannot.
    """
    for path in _written_folders(folder):
        if path.is_symlink() and not path.exists():
            raise UnusablePlaceError(
                f"{path.absolute()} is a link to {os.readlink(path)}, which does not exist\n"
                "Create it, or remove the link."
            )
        if path.exists() and not _is_writable(path):
            raise UnusablePlaceError(
                f"Snakemake cannot write to {path.absolute()}\n"
                "It must be a folder in which you may create files: change its permissions, or work in another folder, "
                "snakemake --directory FOLDER."
            )
    for path in filter(Path.exists, (folder, *(folder / name for name in _TOP))):
        disk = os.statvfs(path)
        if disk.f_blocks and disk.f_bavail * disk.f_frsize < _BYTES_NEEDED:
            raise UnusablePlaceError(f"No space is left on the disk of {path.absolute()}\nFree some, and run again.")


def check_storage(provider: str | None, shared: Collection[str]) -> None:
    """Check that all jobs share the folders of the run.

    Args:
        provider: What `--default-storage-provider` names.
        shared: What `--shared-fs-usage` lists: what Snakemake takes to be on a file system that all machines share.

    Raises:
        UnusablePlaceError: They do not: progress, errors and the comparison of results would see nothing.
    """
    missing = [usage for usage in _SHARED if usage not in shared]
    if provider is None and not missing:
        return
    found = f"--default-storage-provider {provider}" if provider else f"--shared-fs-usage without {', '.join(missing)}"
    raise UnusablePlaceError(
        f"Curveball cannot run with {found}: all jobs must read and write in one folder.\n"
        "Work in a folder that all machines mount, snakemake --directory FOLDER, and copy results/dataset to the "
        "storage after the run. See docs/how-to/run-on-a-cluster.md."
    )


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
    import tempfile  # not at the top of the file, as no job needs it

    try:
        tempfile.gettempdir()
    except OSError:
        raise UnusablePlaceError(
            "There is no folder for temporary files. Name one in which you may create files: export TMPDIR=FOLDER."
        ) from None


def check_open_files() -> None:
    """Check that Snakemake may open as many files as it needs, and raise the soft limit if it is low.

    Raises:
        UnusablePlaceError: It may not.
    """
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    unlimited = resource.RLIM_INFINITY
    if soft != unlimited and soft < _FILES_WANTED:
        soft = _FILES_WANTED if hard == unlimited else min(hard, _FILES_WANTED)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        if soft < _FILES_NEEDED:
            raise UnusablePlaceError(
                f"Only {soft} files may be open at a time. Snakemake needs more: ulimit -n {_FILES_WANTED}"
            )


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
    check_cache(_cache())
    check_temporary_folder()
    check_open_files()


def explain(error: OSError) -> str | None:
    """Return a sentence on a fault of the machine that a job has met, and what to do; None if it is another one."""
    if error.errno not in _REMEDIES:
        return None
    place = error.filename or "A file of this job"
    return f"{place}: {os.strerror(error.errno)}. {_REMEDIES[error.errno]}; then run the same command again."


def _written_folders(folder: Path) -> Iterator[Path]:
    """Yield the folders to which a run writes, each before those in it."""
    yield folder
    yield from (folder / name for name in _WRITTEN)
    if (shards := folder / "results" / "shards").is_dir():
        yield from (path for path in shards.iterdir() if path.is_dir() or not path.exists())


def _is_writable(path: Path) -> bool:
    return path.is_dir() and os.access(path, os.R_OK | os.W_OK | os.X_OK)


def _cache() -> Path:
    """Return the folder of Snakemake's cache, in which it creates `snakemake/source-cache`."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser()).absolute() / "snakemake"
