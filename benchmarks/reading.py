"""Measures how fast readers are, beside the limit that decoding alone sets.

    python benchmarks/reading.py results/dataset

Each round measures the limit and then every reader in turn, so that all have the same machine. The table shows medians.
In one process, the time is that of the CPU, for one core; with workers, it is that of the clock, as is their limit.
Rows of PyTorch appear if it is installed.
"""

import argparse
import statistics
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

import curveball
from curveball.dataset.manifest import read_manifest

BATCH = 64
TRAINING = ["video", "label"]
CPU_LIMIT, CLOCK_LIMIT = "decoding alone", "decoding alone, by the clock"
Run = Callable[[], Iterable[Any]]


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure how fast readers are.")
    parser.add_argument("folder", type=Path, nargs="?", default=Path("results/dataset"), help="folder of a dataset")
    parser.add_argument("--videos", type=int, default=6400, help="videos that each reader reads in a round")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    runs = dict(readers(options.folder, options.videos))
    for run in runs.values():
        exhaust(run)  # fills caches
    rates: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(options.rounds):
        for name, run in runs.items():
            rates[name].append(options.videos / seconds(run, by_the_clock(name)))
    show(rates)


def readers(folder: Path, count: int) -> Iterator[tuple[str, Run]]:
    """Yield what is measured by its name. Each run reads or generates `count` videos."""
    whole = partial(curveball.Dataset, folder, "train")
    positions = np.resize(np.random.default_rng(0).permutation(len(whole())), count).tolist()
    stream = partial(curveball.Stream, curveball.parse_config(read_manifest(folder / "manifest.json").config), "train")
    yield CPU_LIMIT, decoding(folder, count)
    yield CLOCK_LIMIT, decoding(folder, count)
    for title, open_it, options in (
        ("files", whole, {}),
        ("files, video and label", whole, {"columns": TRAINING}),
        ("files, in memory", whole, {"in_memory": True}),
        ("stream", stream, {}),
        ("stream, video and label", stream, {"columns": TRAINING}),
    ):
        source = open_it(**options)
        yield f"{title}: samples in order", partial(iter, source[:count])
        yield f"{title}: batches in order", partial(source[:count].batches, BATCH, 1)
        if title.startswith("files"):
            yield f"{title}: random samples", partial(map, source.__getitem__, positions)
            yield f"{title}: random batches", partial(source[positions].batches, BATCH, 1)
    if find_spec("torch"):
        yield from torch_readers(whole, stream, count)


def torch_readers(whole: Callable[..., Any], stream: Callable[..., Any], count: int) -> Iterator[tuple[str, Run]]:
    """Yield what is measured with PyTorch."""
    import torch
    from torch.utils.data import DataLoader

    from curveball.torch import Loader

    torch.set_num_threads(1)
    for title, source in (("files", whole(columns=TRAINING)[:count]), ("stream", stream(columns=TRAINING)[:count])):
        for workers in (0, 2):
            name = f"torch, {title}, {workers} workers"
            for order, shuffle in (("in order", False), ("shuffled", True)):
                if title == "files":
                    plain = DataLoader(source, BATCH, shuffle, num_workers=workers)
                    yield f"{name}: DataLoader, {order}", partial(iter, plain)
                loader = Loader(source, BATCH, shuffle=shuffle, num_workers=workers)
                yield f"{name}: Loader, {order}", partial(iter, loader)


def decoding(folder: Path, count: int) -> Run:
    """Return a run that only decompresses videos, which are in memory."""
    shape = curveball.Dataset(folder)[0]["video"].shape
    columns = [pq.read_table(path, columns=["video"])["video"] for path in sorted(folder.glob("data/train-*"))]
    videos = pa.chunked_array([chunk for column in columns for chunk in column.chunks]).to_pylist()
    codec = pa.Codec("zstd")
    chosen = [videos[k % len(videos)] for k in range(count)]
    return lambda: (codec.decompress(video, int(np.prod(shape))) for video in chosen)


def by_the_clock(name: str) -> bool:
    """Return whether the time of a run is that of the clock; otherwise it is that of the CPU."""
    return name == CLOCK_LIMIT or "2 workers" in name


def seconds(run: Run, is_by_the_clock: bool) -> float:
    """Return how long a run takes."""
    clock = time.perf_counter if is_by_the_clock else time.process_time
    began = clock()
    exhaust(run)
    return clock() - began


def exhaust(run: Run) -> None:
    for _ in run():
        pass


def show(rates: dict[str, list[float]]) -> None:
    """Print the medians of all rates, and the medians of their ratios to the limit of the same round."""
    print(f"{'':58} {'videos/s':>9} {'of limit':>9}")
    for name, values in rates.items():
        limit = rates[CLOCK_LIMIT if by_the_clock(name) else CPU_LIMIT]
        ratio = statistics.median(value / most for value, most in zip(values, limit, strict=True))
        print(f"{name:58} {statistics.median(values):9,.0f} {ratio:9.0%}")


if __name__ == "__main__":
    main()
