"""litData: `optimize` with two workers, in chunks of 64 MB that zstd compresses."""

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import litdata

from benchmarks.alternatives.samples import PROCESSES, Run, main, parts_of, samples_of


def write(count: int, folder: Path) -> None:
    """Write chunks, each by one worker."""
    litdata.optimize(
        fn=_samples,
        inputs=parts_of(count),
        output_dir=str(folder),
        num_workers=PROCESSES,
        chunk_bytes="64MB",
        compression="zstd",
    )


def readers(count: int, folder: Path) -> Mapping[str, Run]:
    """Return the ways to read the samples. Random access is left out: a compressed chunk is read whole."""
    return {
        title: partial(iter, litdata.StreamingDataset(str(folder), shuffle=shuffle))
        for title, shuffle in (("samples in order", False), ("samples shuffled", True))
    }


def _samples(part: tuple[int, int, int]) -> Iterator[dict[str, Any]]:
    yield from samples_of(*part)


if __name__ == "__main__":
    main(write, readers)
