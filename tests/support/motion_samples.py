"""Samples of each class without jitter, and how they appear in the frame."""

from functools import cache

import numpy as np
import pyarrow as pa

from curveball.config.building import build
from curveball.config.loading import parse_config
from curveball.config.model import Config
from curveball.generation.sampling import Samples, draw_samples
from curveball.generation.shards import make_samples
from curveball.motions import motion_type
from curveball.numerics.random_streams import Purpose, uniforms

CLASSES = sorted(Config().classes)


def without_jitter(**settings) -> Config:
    return parse_config({"jitter": {"probability": 0.0}} | settings)


def _small(frames: int, even: bool) -> Config:
    pace = {"pace": {"variation": [0, 0]}} if even else {}
    return without_jitter(frames=frames, height=32, width=32, **pace)


@cache
def rows(class_name: str, frames: int = 16, even: bool = False) -> pa.Table:
    """Return 150 samples as they are stored, in small frames, without jitter, all at an even pace if this is wanted."""
    return pa.Table.from_batches(make_samples(_small(frames, even), class_name, np.arange(150)))


@cache
def samples(class_name: str, frames: int = 16, even: bool = False) -> Samples:
    """Return the samples of `rows` as they are in memory."""
    return draw_samples(_small(frames, even), class_name, np.arange(150))


def sentences(class_name: str, frames: int = 16, even: bool = False) -> list[str]:
    return rows(class_name, frames, even)["description"].to_pylist()


def parameters(class_name: str, count: int, **ranges) -> dict[str, np.ndarray]:
    motion = build(motion_type(class_name), ranges)
    wanted = len(motion.parameter_meanings())
    return motion.draw_parameters(uniforms(42, class_name, Purpose.MOTION, np.arange(count), wanted))


def acceleration(points: np.ndarray) -> np.ndarray:
    return np.diff(points, 2, axis=0)


def ranges_of(class_name: str) -> dict[str, tuple[float, float]]:
    motion = motion_type(class_name)()
    return {name: getattr(motion, name) for name in motion.range_names()}
