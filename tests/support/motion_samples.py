"""Samples of each class without jitter, and how they appear in the frame."""

import math
from functools import cache

import numpy as np
import pyarrow as pa

from curveball.config.loading import parse_config
from curveball.config.model import Config
from curveball.generation.columns import to_numpy
from curveball.generation.sampling import Samples, draw_samples
from curveball.generation.shards import make_samples
from curveball.motions import motion_type
from curveball.numerics.random_streams import Purpose, uniforms

CLASSES = sorted(Config().classes)
DIRECTIONS = {
    "right": 0,
    "lower right": 45,
    "bottom": 90,
    "lower left": 135,
    "left": 180,
    "upper left": 225,
    "top": 270,
    "upper right": 315,
}
"""Angles from u (right) towards v (down), in degrees."""


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
    motion = motion_type(class_name).model_validate(ranges)
    wanted = len(motion.parameter_meanings())
    return motion.draw_parameters(uniforms(42, class_name, Purpose.MOTION, np.arange(count), wanted))


def angle_between(word: str, direction: np.ndarray) -> float:
    """Return the angle in degrees between a direction in the frame (right, down) and the word for it."""
    angle = math.degrees(math.atan2(direction[1], direction[0]))
    return abs((angle - DIRECTIONS[word] + 180) % 360 - 180)


def seen_depths(class_name: str) -> np.ndarray:
    """Return the depth of the ball, computed from the stored columns, (N, T)."""
    table = rows(class_name)
    rotation, translation = (to_numpy(table[name]) for name in ("camera_rotation", "camera_translation_m"))
    points = to_numpy(table["trajectory_3d"]).astype(np.float64)
    return np.einsum("nj,ntj->nt", rotation[:, 2], points) + translation[:, None, 2]


def directions_in_frame(class_name: str, vectors: np.ndarray, even: bool = False) -> np.ndarray:
    """Return the projections (N, 2) of infinitesimal steps along vectors (N, 3) from the origin of the world."""
    rotation, origin = (
        to_numpy(rows(class_name, even=even)[f"camera_{name}"]) for name in ("rotation", "translation_m")
    )
    ahead = origin + 1e-6 * np.einsum("nij,nj->ni", rotation, vectors / np.linalg.norm(vectors, axis=1)[:, None])
    return ahead[:, :2] / ahead[:, 2:] - origin[:, :2] / origin[:, 2:]


def acceleration(points: np.ndarray) -> np.ndarray:
    return np.diff(points, 2, axis=0)


def ranges_of(class_name: str) -> dict[str, tuple[float, float]]:
    motion = motion_type(class_name)()
    return {name: getattr(motion, name) for name in motion.range_names()}
