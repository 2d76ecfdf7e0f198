"""The usual script with a pool of one worker per class."""

from functools import partial
from multiprocessing import Pool
from pathlib import Path

from benchmarks.alternatives.samples import config_of, main
from benchmarks.alternatives.usual_script import write_class


def write(count: int, folder: Path) -> None:
    """Write one file per class, all at the same time."""
    classes = list(config_of(count).classes)
    with Pool(len(classes)) as pool:
        pool.map(partial(_write_class, count, folder), classes)


def _write_class(count: int, folder: Path, class_name: str) -> None:
    write_class(count, class_name, folder)


if __name__ == "__main__":
    main(write)
