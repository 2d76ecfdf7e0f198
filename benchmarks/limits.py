"""R, the unit of all figures, and the limits that no code can pass. `python -m benchmarks.limits` prints them as JSON.

R is the time in which one core compresses and decompresses 30,000 videos of the default dataset with zstd at level 1.
It is measured on 400 of them. The speed of a machine drifts, by half within an hour on a shared one, so a time means
little. Its ratio to R, measured just before and after, means the same on most machines.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from statistics import median
from typing import NamedTuple

import numpy as np
import pyarrow as pa

import curveball
from benchmarks.costs import python
from curveball.generation.encoding import codec
from curveball.generation.rendering import Renderer, videos_per_batch
from curveball.generation.sampling import draw_samples

VIDEOS = 30_000
"""Number of videos in R."""
IMPORTS = "import numpy, pyarrow.parquet, pydantic, xxhash"
"""What every process that handles videos has to import."""
_VIDEOS_PER_CLASS = 100
_ROUNDS = 5


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
    """Measure all limits. Each is the median of a few rounds, in which they are measured in turn."""
    config = curveball.parse_config({})
    videos = [video for name in config.classes for video in _render(config, name)]
    slow, fast = pa.Codec("zstd", compression_level=1), codec(videos[0].nbytes // config.frames)
    slowly, quickly = ([encoder.compress(video, asbytes=True) for video in videos] for encoder in (slow, fast))
    few = np.empty((videos_per_batch(config), *config.video_shape), np.uint8)

    def fill() -> None:
        for _ in range(len(videos) // len(few)):
            few.fill(255)

    works: list[tuple[Callable[[], object], int]] = [
        (lambda: [slow.compress(video, asbytes=True) for video in videos], len(videos)),
        (lambda: [fast.decompress(video, videos[0].nbytes) for video in slowly], len(videos)),
        (lambda: [fast.decompress(video, videos[0].nbytes) for video in quickly], len(videos)),
        (lambda: [fast.compress(video, asbytes=True) for video in videos], len(videos)),
        (fill, len(videos) // len(few) * len(few)),
    ]
    rounds = [[_cpu_seconds(work) / count * VIDEOS for work, count in works] for _ in range(_ROUNDS + 1)][1:]
    compress_slowly, decode_slow, decode, compress, filling = (median(values) for values in zip(*rounds, strict=True))
    start = median(python("-c", IMPORTS).cpu_s for _ in range(3))
    return Limits(compress_slowly + decode_slow, filling, compress, decode, start)


def limits_now() -> Limits:
    """Measure all limits in a process of its own."""
    run = subprocess.run([sys.executable, "-m", "benchmarks.limits"], capture_output=True, text=True, check=True)
    return Limits(**json.loads(run.stdout))


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
