"""Writes a dataset in another format, and compares what was written with the dataset."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from curveball.config.errors import CurveballError
from curveball.export.folder import replacing_folder
from curveball.export.formats import find_format
from curveball.export.progress import Count
from curveball.export.source import ExportError, Source


def export(
    format_name: str,
    dataset: Path,
    output: Path,
    split: str | None = None,
    overwrite: bool = False,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> int:
    """Export a dataset: write its samples in another format, read them back, and compare them with the dataset.

    A few samples are in memory at a time. The bytes depend only on the dataset and the versions of the libraries. The
    output appears when it is complete and was compared.

    Args:
        format_name: One of `formats.FORMATS`.
        dataset: Folder of the dataset.
        output: Folder to create.
        split: The split to export; None for all.
        overwrite: Whether to replace an existing folder that is not empty, if it is that of an export.
        progress: Called with the number of samples written and of samples compared, added up, and with their total.

    Returns:
        The number of samples.

    Raises:
        CurveballError: The dataset is missing or damaged, the output exists, or what was written differs.
    """
    chosen = find_format(format_name)
    source = Source(dataset, split)
    _check_output(output.resolve(), dataset.resolve())
    count = Count(lambda done: progress(done, 2 * source.samples))
    with replacing_folder(output, overwrite) as folder:
        chosen.write(source, folder, count)
        with _damage_explained(output):
            chosen.check(source, folder, count)
    return source.samples


def _check_output(output: Path, dataset: Path) -> None:
    """Refuse an output in whose place, or in which, the dataset is, and one within the dataset."""
    if output == dataset or output in dataset.parents:
        raise ExportError(f"{output} contains the dataset. Choose another folder")
    if dataset in output.parents:
        raise ExportError(f"{output} is within the dataset. Choose another folder")


@contextmanager
def _damage_explained(output: Path) -> Iterator[None]:
    """Raise an ExportError for any exception with which a library fails to read the files back."""
    try:
        yield
    except (CurveballError, MemoryError):
        raise
    except Exception as error:
        reason = f"{type(error).__name__}: {error}"
        raise ExportError(f"{output}: what was written cannot be read back ({reason:.200}). Try again") from error
