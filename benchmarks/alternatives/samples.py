"""What all alternatives share: the samples, which come from Curveball's sampler, and the command line.

    python -m benchmarks.alternatives.hugging_face write 2000 FOLDER
    python -m benchmarks.alternatives.hugging_face read 2000 FOLDER

`write` is measured from outside. `read` prints the CPU seconds of each way to read the videos, with those of
decoding alone.
"""

import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import xxhash

import curveball
from curveball.generation.encoding import codec

COLUMNS = ("sample_id", "label", "class_name", "trajectory_3d", "trajectory_2d", "radius_px", "video")
"""What an alternative stores of a sample; Curveball stores these and all others, such as captions and cameras."""
PROCESSES = 2
BATCH = 64
_SAMPLES_PER_PART = 500

Run = Callable[[], Iterable[Any]]


def config_of(count: int) -> curveball.Config:
    """Return the default configuration with a number of videos."""
    return curveball.parse_config({"samples_per_class": count // 4})


def parts_of(count: int) -> list[tuple[int, int, int]]:
    """Return the arguments of `samples_of` for each part of a dataset: what one worker generates at a time."""
    return [(count, first, min(first + _SAMPLES_PER_PART, count)) for first in range(0, count, _SAMPLES_PER_PART)]


def samples_of(count: int, first: int, end: int) -> Iterator[dict[str, Any]]:
    """Yield the samples [first, end) of a dataset with `count` videos, in its shuffled order."""
    yield from curveball.Stream(config_of(count), columns=COLUMNS)[first:end]


def decode_only(count: int) -> Run:
    """Return a run that decompresses videos in memory, as many as were written: the limit of reading Curveball's."""
    videos = [sample["video"] for sample in samples_of(count, 0, min(count, 500))]
    encoder, decoder = codec(videos[0][0].nbytes), pa.Codec("zstd")
    encoded = [encoder.compress(video.reshape(-1), asbytes=True) for video in videos]
    chosen = [encoded[number % len(encoded)] for number in range(count)]
    return lambda: (decoder.decompress(video, videos[0].nbytes) for video in chosen)


def random_positions(count: int) -> list[int]:
    """Return all positions, shuffled."""
    order: list[int] = np.random.default_rng(0).permutation(count).tolist()
    return order


def main(write: Callable[[int, Path], None], readers: Callable[[int, Path], Mapping[str, Run]] | None = None) -> None:
    """Run the command that the command line names."""
    command, count, folder = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
    if command == "write":
        folder.mkdir(parents=True, exist_ok=True)
        write(count, folder)
    elif readers is not None:
        print(json.dumps(_measure(readers(count, folder), decode_only(count), digest_of(samples_of(count, 0, count)))))


def digest_of(items: Iterable[Any]) -> int:
    """Return a digest of all videos in samples or batches, whatever their order."""
    digests = (xxhash.xxh3_64_intdigest(np.ascontiguousarray(video, np.uint8)) for item in items for video in _in(item))
    return sum(digests) % (1 << 64)


def _in(item: Any) -> Iterable[Any]:
    """Return the videos of a sample, or of a batch."""
    video = item[0] if isinstance(item, (tuple, list)) else item["video"]
    return video if np.ndim(video) == 5 else [video]


def _measure(runs: Mapping[str, Run], limit: Run, expected: int) -> dict[str, tuple[float, float]]:
    """Return the CPU seconds of each reader, and those of decoding alone, as the mean of before and after."""
    seconds = {}
    for name, run in runs.items():
        if digest_of(run()) != expected:  # This first time also fills caches.
            sys.exit(f"{name}: it does not return the videos that were written")
        before, own, after = _cpu_seconds(limit), _cpu_seconds(run), _cpu_seconds(limit)
        seconds[name] = own, (before + after) / 2
    return seconds


def _cpu_seconds(run: Run) -> float:
    began = time.process_time()
    for _ in run():
        pass
    return time.process_time() - began
