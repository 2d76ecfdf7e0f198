"""What lies in the places of files and is no file: links to nothing, pipes, folders.

Snakemake ends with a traceback at a link to nothing, and whoever reads a pipe waits forever.
"""

import os
import stat
from collections.abc import Iterable, Iterator

from curveball.config.errors import CurveballError
from curveball.pipeline.jobs import Job


class ObstacleError(CurveballError):
    """Something that cannot be removed without a loss is in the place of a file."""


def places_of(jobs: Iterable[Job]) -> Iterator[str]:
    """Yield the places of all files that jobs, and Snakemake for them, write among the results."""
    for job in jobs:
        yield from (*job.outputs, job.record, job.benchmark)


def remove_obstacles(places: Iterable[str]) -> list[str]:
    """Remove what is not a file from the places of files.

    Args:
        places: Where only files may be.

    Returns:
        What was removed: each place, and what it was.

    Raises:
        ObstacleError: There is a folder with contents, or something that cannot be removed.
    """
    return [f"{place}: {found}" for place in places if (found := _remove_obstacle(place))]


def describe_removed(removed: Iterable[str]) -> str:
    """Return what was removed, one line each."""
    return "\n".join(["Removed, since a file belongs there:", *(f"  {line}" for line in removed)])


def _remove_obstacle(place: str) -> str | None:
    """Remove what is at a place if it is not a file, and return what it was."""
    try:
        mode = os.stat(place).st_mode
    except OSError:
        if not os.path.islink(place):
            return None  # There is nothing.
        mode = 0
    if stat.S_ISREG(mode):
        return None
    try:
        if os.path.islink(place):
            os.unlink(place)
            return "a link to no file"
        if stat.S_ISDIR(mode):
            os.rmdir(place)
            return "an empty folder"
        os.unlink(place)
        return "neither a file nor a folder"
    except OSError as error:
        raise ObstacleError(
            f"{place} must be a file, but is not, and cannot be removed: {error.strerror}. "
            "Move it elsewhere, or delete it; then run the same command again"
        ) from None
