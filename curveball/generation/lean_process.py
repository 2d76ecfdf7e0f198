"""Reduces the memory and the start-up time of processes that run jobs.

These functions change the process that calls them. The script of a job calls them first, before other imports.
"""

import gc
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType

_disabled: set[str] = set()


class _PathFinderOfOthers(PathFinder):
    @classmethod
    def find_spec(
        cls, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        return None if fullname in _disabled else super().find_spec(fullname, path, target)


def disable(*packages: str) -> None:
    """Make the import of packages fail in this process, as if they were not installed.

    pyarrow imports pandas when it creates its first array, and Snakemake when it compares parameters; XGBoost imports
    scikit-learn. None of them needs it here. Measured savings for the default dataset: without pandas, 30 MiB and 0.2 s
    of CPU time per process (1.15 s instead of 1.36 s for a shard of 7,500 videos, 0.86 s instead of 1.07 s for the
    merge, 1.0 s instead of 1.3 s for the start of Snakemake); without scikit-learn, 0.9 s of a validation.

    `sys.modules["pandas"] = None` is not sufficient: pyarrow would find None and access its attributes.
    """
    _disabled.update(packages)
    sys.meta_path[:] = [_PathFinderOfOthers if finder is PathFinder else finder for finder in sys.meta_path]


@contextmanager
def without(*packages: str) -> Iterator[None]:
    """Make the import of packages fail meanwhile.

    smart_open, with which Snakemake opens the Snakefile, imports requests to open one on the web. Measured savings:
    0.05 s of the start of Snakemake.
    """
    disable(*packages)
    try:
        yield
    finally:
        _disabled.difference_update(packages)


def use_system_memory() -> None:
    """Let pyarrow allocate memory from the system, because its own allocator retains freed memory.

    Measured savings: a shard of 7,500 videos needs 140 MiB instead of 171 MiB, in the same time. The merge, which
    moves thousands of videos, would become 8 % slower and save only 3 % of its memory.
    """
    import pyarrow as pa

    pa.set_memory_pool(pa.system_memory_pool())


def multiply_in_one_thread() -> None:
    """Let NumPy multiply matrices in one thread, in this process and those that it starts.

    NumPy creates further threads at its import. Measured savings with two cores: 0.05 s of CPU time per process, as
    much as the rest of the import. Snakemake sets the same variable for each job, to the threads of its rule.
    """
    os.environ["OPENBLAS_NUM_THREADS"] = "1"


def keep_freed_memory() -> None:
    """Let the processes that this one starts keep the memory that they free, to use it again.

    The allocator of glibc would return it to the system, which clears each page that it gives again. Measured savings
    of CPU time: 0.2 s of a validation, whose peak memory stays the same. Other allocators ignore these settings.
    """
    os.environ.setdefault("MALLOC_TRIM_THRESHOLD_", str(256 << 20))
    os.environ.setdefault("MALLOC_MMAP_THRESHOLD_", str(32 << 20))  # the maximum; it no longer adapts by itself


def pause_garbage_collection() -> None:
    """Search no garbage while modules are imported: what they create stays, and each search looks at all of it again.

    `resume_garbage_collection` ends the pause; the log of a job does when it opens. Measured savings of CPU time:
    0.05 s per process that generates a shard, 0.1 s per validation and per report, 0.15 s of a run in which nothing is
    to be done, and a tenth of the time in which Snakemake plans 2,000 shards.
    """
    gc.disable()


def resume_garbage_collection() -> None:
    """Search garbage again, but not among what exists now."""
    gc.freeze()
    gc.enable()
