"""What a viewer clearly sees of samples, whatever their class: the facts behind captions and questions.

Each fact has a margin, within which nothing is said. So that nobody has to take a statement on trust, they are computed
from what is stored: trajectories, radii, depths and headings. A reversed sample has the opposite facts, because every
threshold is a ratio of the start and the end.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from curveball.config.model import Config
from curveball.generation.camera import dot
from curveball.generation.framing import MIN_SLANT
from curveball.generation.sampling import Samples
from curveball.motions import Motion
from curveball.numerics.ranges import Range

NOTHING, RISES, FALLS = 0, 1, 2
"""What becomes of a quantity between the start and the end."""
EVEN = 3
RISES_STEADILY, FALLS_STEADILY = 3, 4
CENTER_CELL = 4
"""Of cells and octants, which are numbered row by row from the upper left: 3 is left, 5 is right."""

_TAN_22_5 = 0.41421356237309503
_SPEED_RATIO, _CLEAR_SPEED_RATIO, _EVEN_SPEED_RATIO = 1.15, 1.25, 1.1
_DEPTH_RATIO = _SIZE_RATIO = 1.1
_CENTER_OF_FRAME = 0.1
_MAX_STEP_TURNS = 0.4

Codes = NDArray[np.int64]


@dataclass(frozen=True)
class Seen:
    """What is clearly seen of N samples. Each code has the shape (N,)."""

    pace: Codes
    """EVEN, RISES if the ball speeds up, FALLS if it slows down, or NOTHING."""
    speed: Codes
    """RISES if the ball is clearly faster at the end than at the start, FALLS if it is slower, or NOTHING."""
    depth: Codes
    """RISES if the ball ends farther from the camera, FALLS if nearer; RISES_STEADILY and FALLS_STEADILY if it comes
    closer or moves away all the time."""
    size: Codes
    """RISES if the ball ends farther from the camera and clearly smaller, FALLS if nearer and larger, or NOTHING."""
    shows_sense: NDArray[np.bool_]
    """Whether a ball that turns does so clearly clockwise or counterclockwise: seen from above or below, in steps of
    less than half a turn."""
    octant: Codes
    """Cell of a 3 x 3 grid around its center that the ball heads for."""
    start_cell: Codes
    """Cell of the frame, divided into 3 x 3 of which the middle ones are narrow, where the ball starts."""


def see(config: Config, samples: Samples) -> Seen:
    """Return what is clearly seen of N samples."""
    in_world, in_frame = (_mean_speeds(points) for points in (samples.trajectory_3d, samples.trajectory_2d))
    start, end = samples.depth_m[0], samples.depth_m[-1]
    depth = _change(start, end, _DEPTH_RATIO)
    bend, is_reversed = samples.paces.bend, samples.paces.is_reversed
    is_away = ~_is_larger(samples.radius_px[0], samples.radius_px[-1], 1.0)
    is_closer = ~_is_larger(samples.radius_px[-1], samples.radius_px[0], 1.0)
    translation = samples.camera.translation_m
    along_sight = dot(samples.local_to_camera[:, 2], translation)
    return Seen(
        pace=_pace(np.where(is_reversed, -bend, bend), in_world, in_frame),
        speed=_agreed(*(_change(speeds[0], speeds[-1], _CLEAR_SPEED_RATIO) for speeds in (in_world, in_frame))),
        depth=_steadily(np.where(np.where(depth == RISES, is_away, is_closer), NOTHING, depth), samples.depth_m),
        size=_agreed(depth, _change(samples.radius_px[-1], samples.radius_px[0], _SIZE_RATIO)),
        shows_sense=shows_turns(config, config.classes[samples.class_name])
        & (np.abs(along_sight) >= MIN_SLANT * np.sqrt(dot(translation, translation))),
        octant=_cells(_steps(samples.heading)),
        start_cell=_cells(_places(config, samples.trajectory_2d[:, 0])),
    )


def range_of_turns(motion: Motion) -> Range | None:
    """Return the range of the parameter `turns`, the number of turns in a clip, or None if a class has none."""
    return motion.turns if "turns" in motion.range_names() else None  # type: ignore[attr-defined]  # as it has it


def shows_turns(config: Config, motion: Motion) -> bool:
    """Tell whether there are enough frames to see turns as such: no step is longer than 0.4 turns at the top speed."""
    turns, top_speed = range_of_turns(motion), 1.0 + config.pace.variation.high
    return config.frames > max(2.0, 1.0 + turns.high * top_speed / _MAX_STEP_TURNS if turns else 0.0)


def _mean_speeds(points: NDArray[np.float32]) -> list[NDArray[np.float64]]:
    """Return the mean lengths of the steps in each third of a clip: three arrays of shape (N,), or zeros.

    Sums over time have a fixed order, so that they do not depend on the number of samples.
    """
    steps = np.diff(points.astype(np.float64), axis=1)
    lengths = np.zeros(steps.shape[1:])
    for step in steps:
        lengths += step * step
    lengths = np.sqrt(lengths)
    if len(lengths) < 3:
        return [np.zeros(points.shape[2])] * 3
    count = len(lengths) // 3
    thirds = (lengths[:count], lengths[count : len(lengths) - count], lengths[len(lengths) - count :])
    return [sum(third, np.zeros(points.shape[2])) / len(third) for third in thirds]


def _pace(bend: NDArray[np.float64], in_world: list[NDArray[np.float64]], in_frame: list[NDArray[np.float64]]) -> Codes:
    """Return the pace where the speed in the world, the speed in the frame and the pace of progress agree."""
    first, middle, last = in_world
    is_steady = np.maximum(np.maximum(first, middle), last) <= _EVEN_SPEED_RATIO * np.minimum(
        np.minimum(first, middle), last
    )
    is_faster = (bend < 0) & (first <= middle) & (middle <= last) & _is_larger(last, first, _SPEED_RATIO)
    is_slower = (bend > 0) & (first >= middle) & (middle >= last) & _is_larger(first, last, _SPEED_RATIO)
    is_faster &= in_frame[-1] > in_frame[0]
    is_slower &= in_frame[-1] < in_frame[0]
    is_even = (bend == 0) & is_steady & (first > 0)
    return np.where(is_faster, RISES, np.where(is_slower, FALLS, np.where(is_even, EVEN, NOTHING)))


def _steadily(depth: Codes, depth_m: NDArray[np.float64]) -> Codes:
    """Tell apart the depths that rise or fall from each third of a clip to the next."""
    quarter = len(depth_m) // 3
    marks = [depth_m[0], depth_m[quarter], depth_m[len(depth_m) - 1 - quarter], depth_m[-1]]
    rises = (marks[0] < marks[1]) & (marks[1] < marks[2]) & (marks[2] < marks[3])
    falls = (marks[0] > marks[1]) & (marks[1] > marks[2]) & (marks[2] > marks[3])
    return np.where((depth == RISES) & rises, RISES_STEADILY, np.where((depth == FALLS) & falls, FALLS_STEADILY, depth))


def _change(start: NDArray[np.floating], end: NDArray[np.floating], ratio: float) -> Codes:
    return np.where(_is_larger(end, start, ratio), RISES, np.where(_is_larger(start, end, ratio), FALLS, NOTHING))


def _is_larger(one: NDArray[np.floating], other: NDArray[np.floating], ratio: float) -> NDArray[np.bool_]:
    return one > ratio * other


def _agreed(one: Codes, other: Codes) -> Codes:
    return np.where(one == other, one, NOTHING)


def _steps(heading: NDArray[np.float64]) -> Codes:
    """Return -1, 0 or 1 per axis, shape (2, N): the nearest of the eight directions."""
    sizes = np.abs(heading)
    return np.where(sizes < _TAN_22_5 * sizes[::-1], 0, np.sign(heading)).astype(np.int64)


def _places(config: Config, positions: NDArray[np.float32]) -> Codes:
    """Return -1, 0 or 1 per axis, shape (2, N): whether positions are before, near or after the center of the frame."""
    sizes = np.array([[config.width], [config.height]])
    offsets = (positions.astype(np.float64) + 0.5) / sizes - 0.5
    return np.where(np.abs(offsets) < _CENTER_OF_FRAME, 0, np.sign(offsets)).astype(np.int64)


def _cells(steps: Codes) -> Codes:
    column, row = steps
    cells: Codes = CENTER_CELL + column + 3 * row
    return cells
