"""Files that appear complete or not at all."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replacing(path: Path | str) -> Iterator[Path]:
    """Replace a file atomically with what the block writes.

    The temporary name is unique, so a writer that survived a killed run never writes into the file of another. The
    content is flushed to disk before the file is renamed. If the block raises an exception, the temporary file is
    removed and `path` is unchanged.

    Args:
        path: The file to replace or create. Missing parent folders are created.

    Yields:
        A temporary path in the same folder. The block must create a file there.

    Raises:
        OSError: The file cannot be written. The error names `path`, also where the block did not name it.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    for name in os.listdir(path.parent):  # in a tenth of the time of a glob, which counts if there are 10,000 files
        if name.startswith(f".{path.name}.") and name.endswith(".tmp"):
            path.with_name(name).unlink(missing_ok=True)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}.tmp")
    try:
        yield temporary
        _flush_to_disk(temporary)
        os.replace(temporary, path)
    except BaseException as error:
        temporary.unlink(missing_ok=True)
        if isinstance(error, OSError) and error.filename in (None, os.fspath(temporary)):
            raise OSError(error.errno, error.strerror or str(error), os.fspath(path)) from error
        raise
    _flush_to_disk(path.parent)


def write_text(path: Path | str, text: str) -> None:
    """Write a text file in UTF-8, atomically."""
    write_bytes(path, text.encode())


def write_bytes(path: Path | str, content: bytes) -> None:
    """Write a file, atomically."""
    with replacing(path) as temporary:
        temporary.write_bytes(content)


def _flush_to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
