"""R, the unit of all figures, and the limits that no code can pass. `python -m benchmarks.limits` prints them as JSON.

R is the time in which one core compresses and decompresses 30,000 videos of the default dataset with zstd at level 1:
400 different ones, 75 times. The speed of a machine drifts, by half within an hour on a shared one, so a time means
little. Its ratio to R, measured just before and after, means the same on most machines.

R is measured for seconds, as a run is, and not for an instant: a shared machine slows down for some tenths of a second
again and again. A run cannot avoid that, so its unit must not either.
"""

import json
import time
from collections.abc import Callable
from statistics import median
from typing import NamedTuple

import numpy as np
import pyarrow as pa

import curveball
from benchmarks.costs import output_of, python
from curveball.generation.encoding import codec
from curveball.generation.rendering import Renderer, videos_per_batch
from curveball.generation.sampling import draw_samples

VIDEOS = 30_000
"""Number of videos in R."""
IMPORTS = "import msgspec, numpy, pyarrow.parquet, xxhash"
"""What every process that handles videos has to import."""
_VIDEOS_PER_CLASS = 100


class Limits(NamedTuple):
    """CPU seconds, of one core."""

    reference_s: float
    """R: compressing and decompressing 30,000 videos at level 1."""
    fill_s: float
    """Filling the memory of 30,000 videos with a byte, a few videos at a time, which fit the cache."""
    compress_s: float
    """Compressing 30,000 videos at the level of the dataset."""
    decode_s: float
    """Decompressing 30,000 videos of the dataset, one by one."""
    start_s: float
    """One process that imports the libraries that handle videos, and nothing else."""


def measure_limits() -> Limits:
    """Measure all limits, in many short rounds in which they take turns."""
    config = curveball.parse_config({})
    videos = [video for name in config.classes for video in _render(config, name)]
    slow, fast = pa.Codec("zstd", compression_level=1), codec(videos[0].nbytes // config.frames)
    slowly, quickly = ([encoder.compress(video, asbytes=True) for video in videos] for encoder in (slow, fast))
    few = np.empty((videos_per_batch(config), *config.video_shape), np.uint8)

    def fill() -> None:
        for start in range(0, len(videos), len(few)):
            few[: len(videos) - start].fill(255)

    works: list[Callable[[], object]] = [
        lambda: [slow.compress(video, asbytes=True) for video in videos],
        lambda: [fast.decompress(video, videos[0].nbytes) for video in slowly],
        lambda: [fast.decompress(video, videos[0].nbytes) for video in quickly],
        lambda: [fast.compress(video, asbytes=True) for video in videos],
        fill,
    ]
    for work in works:  # The first time, memory is new.
        work()
    rounds = [[_cpu_seconds(work) for work in works] for _ in range(VIDEOS // len(videos))]
    compress_slowly, decode_slow, decode, compress, filling = (sum(seconds) for seconds in zip(*rounds, strict=True))
    start = median(python("-c", IMPORTS).cpu_s for _ in range(3))
    return Limits(compress_slowly + decode_slow, filling, compress, decode, start)


def limits_now() -> Limits:
    """Measure all limits in a process of its own."""
    return Limits(**json.loads(output_of("-m", "benchmarks.limits")))


def _render(config: curveball.Config, class_name: str) -> list[np.ndarray]:
    """Return videos of a class as flat arrays."""
    samples = draw_samples(config, class_name, np.arange(_VIDEOS_PER_CLASS))
    videos = Renderer(config, _VIDEOS_PER_CLASS).draw(samples.trajectory_2d, samples.radius_px)
    return [video.reshape(-1).copy() for video in videos]


def _cpu_seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


if __name__ == "__main__":
    print(json.dumps(measure_limits()._asdict()))
