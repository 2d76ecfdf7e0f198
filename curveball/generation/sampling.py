"""The dataset as a function: (config, class, index) -> one sample, whatever else is made with it.

All arrays here keep time and coordinates first and the sample last, (…, T, N), so that every operation runs over
samples and the result of one sample never depends on its neighbors.
"""

from dataclasses import dataclass

import numpy as np

from curveball.config.errors import CurveballError
from curveball.config.model import Config
from curveball.generation.camera import (
    Camera,
    compose,
    dot,
    focal_length_px,
    level_rotation,
    random_rotation,
    rotate,
    sideways_room,
)
from curveball.motions import Motion
from curveball.numerics.portable_math import mean_over_time
from curveball.numerics.random_streams import Purpose, normals_from_uniforms, uniforms

# The extent of a curve is measured at these times whatever the number of frames, so that it doesn't depend on it.
_EXTENT_TIMES = (np.arange(16)[:, None] + 0.5) / 16
# Azimuth of a camera that stands on the negative y axis and has the world's x axis on its right.
_LOOKING_ALONG_Y = 0.75


class FramingError(CurveballError):
    """No view was found that shows the curve well and has room for it in the picture."""


@dataclass(frozen=True)
class Samples:
    """N samples of one class, without their pixels."""

    class_name: str
    index: np.ndarray
    """Shape (N,), int64."""
    parameters: dict[str, np.ndarray]
    """The motion's parameters by name, each (N,), float64."""
    jitter_std: np.ndarray
    """Shape (N,), float64: the noise on each coordinate, as a part of the curve's extent in 3-D; 0 for none."""
    trajectory_3d: np.ndarray
    """Shape (3, T, N), float32: world coordinates in meters."""
    trajectory_2d: np.ndarray
    """Shape (2, T, N), float32: column and row in pixels."""
    radius_px: np.ndarray
    """Shape (T, N), float32: radius of the ball with its outline."""
    axes: np.ndarray
    """Shape (3, 3, N), float64: the curve's local frame; axes[:, k] is the local axis k in world coordinates."""
    local_to_camera: np.ndarray
    """Shape (3, 3, N), float64: the same axes in camera coordinates."""
    camera: Camera
    depth_m: np.ndarray
    """Shape (T, N), float64: distance from the camera along the optical axis."""


def draw_samples(config: Config, class_name: str, indices: np.ndarray) -> Samples:
    """Draw the samples of one class at these indices: their motion, camera and trajectories.

    Args:
        config: The configuration.
        class_name: One of `config.classes`.
        indices: Shape (N,), int64, not negative; any order.

    Raises:
        FramingError: For some sample no usable view was found in `framing.max_attempts` attempts.
    """
    motion = config.classes[class_name]
    indices = np.asarray(indices, dtype=np.int64)
    curve = _draw_curve(config, motion, class_name, indices)
    view = _draw_view(config, motion, curve, class_name, indices)
    camera = Camera(
        curve.focal_px, ((config.width - 1) / 2, (config.height - 1) / 2), view.camera_rotation, view.translation_m
    )
    trajectory_3d = rotate(view.axes, curve.points).astype(np.float32)
    trajectory_2d, depth = camera.project(trajectory_3d.astype(np.float64))
    radius_px = curve.radius_px * view.distance_m / depth
    return Samples(
        class_name,
        indices,
        curve.parameters,
        curve.jitter_std,
        trajectory_3d,
        trajectory_2d.astype(np.float32),
        radius_px.astype(np.float32),
        view.axes,
        view.local_to_camera,
        camera,
        depth,
    )


@dataclass(frozen=True)
class _Curves:
    """What belongs to a sample before it is looked at: never drawn again, so that its distribution is exact."""

    parameters: dict[str, np.ndarray]
    jitter_std: np.ndarray
    points: np.ndarray  # (3, T, N) local, meters, with jitter
    outline: np.ndarray  # (3, 16, N) local, meters, without jitter: the curve whatever the number of frames
    extent_px: np.ndarray
    radius_px: np.ndarray
    focal_px: np.ndarray

    def take(self, chosen: np.ndarray) -> "_Curves":
        return _Curves(
            {name: values[chosen] for name, values in self.parameters.items()},
            *(getattr(self, name)[..., chosen] for name in list(self.__dataclass_fields__)[1:]),
        )


def _draw_curve(config: Config, motion: Motion, class_name: str, indices: np.ndarray) -> _Curves:
    count = len(motion.parameter_meanings())
    parameters = motion.draw_parameters(uniforms(config.seed, class_name, Purpose.MOTION, indices, count))
    u = uniforms(config.seed, class_name, Purpose.APPEARANCE, indices, 5)
    outline = np.stack(motion.trace(parameters, _EXTENT_TIMES))
    jitter_std = np.where(u[3] < config.jitter.probability, config.jitter.std.at(u[4]), 0.0)
    points = np.stack(motion.trace(parameters, frame_times(config.frames)))
    points += _noise(config, class_name, indices) * (jitter_std * _extent(outline))
    return _Curves(
        parameters,
        jitter_std,
        points,
        outline,
        extent_px=config.framing.extent.at(u[0]) * config.side_px,
        radius_px=config.ball.radius.at(u[1]) * config.side_px,
        focal_px=focal_length_px(config.framing.field_of_view_deg.at(u[2]), config.side_px),
    )


def frame_times(frames: int) -> np.ndarray:
    """Return the times of the frames, shape (T, 1): from 0 to 1, or 1/2 for a single frame."""
    return np.arange(frames)[:, None] / (frames - 1) if frames > 1 else np.array([[0.5]])


def _noise(config: Config, class_name: str, indices: np.ndarray) -> np.ndarray:
    if config.jitter.probability == 0:
        return np.zeros((3, config.frames, len(indices)))
    pairs = -(-3 * config.frames // 2)
    u = uniforms(config.seed, class_name, Purpose.JITTER, indices, 2 * pairs)
    normals = normals_from_uniforms(u[:pairs], u[pairs:])
    return normals[: 3 * config.frames].reshape(3, config.frames, len(indices))


def _extent(points: np.ndarray) -> np.ndarray:
    """Return the root mean square distance of points (D, T, N) from their middle, (N,)."""
    total = 0.0
    for coordinate in points:
        offset = coordinate - mean_over_time(coordinate)
        total = total + mean_over_time(offset * offset)
    return np.sqrt(total)


@dataclass
class _Views:
    """How the samples are looked at."""

    axes: np.ndarray  # (3, 3, N) local -> world
    camera_rotation: np.ndarray  # (3, 3, N) world -> camera
    local_to_camera: np.ndarray  # (3, 3, N)
    translation_m: np.ndarray  # (3, N)
    distance_m: np.ndarray  # (N,) depth of the curve's middle


def _draw_view(config: Config, motion: Motion, curves: _Curves, class_name: str, indices: np.ndarray) -> _Views:
    """Draw views until every sample has a usable one; a sample's k-th attempt has numbers of its own."""
    count = len(indices)
    views = _Views(*(np.empty((3, 3, count)) for _ in range(3)), np.empty((3, count)), np.empty(count))
    missing = np.arange(count)
    recognised = np.zeros(count, dtype=bool)
    for attempt in range(config.framing.max_attempts):
        u = uniforms(config.seed, class_name, Purpose.VIEW, indices[missing], 7, attempt)
        axes, camera_rotation = _orientation(config, u[:3]), _camera_rotation(config, u[3:5])
        axis_depths = [dot(camera_rotation[2], axes[:, axis]) for axis in range(3)]
        seen = np.flatnonzero(motion.is_recognizable(axis_depths))
        recognised[missing[seen]] = True
        axes, camera_rotation, u = axes[..., seen], camera_rotation[..., seen], u[:, seen]
        local_to_camera = compose(camera_rotation, axes)
        distance, translation, fits = _frame(config, curves.take(missing[seen]), local_to_camera, u[5:])
        drawn = missing[seen[fits]]
        views.axes[..., drawn] = axes[..., fits]
        views.camera_rotation[..., drawn] = camera_rotation[..., fits]
        views.local_to_camera[..., drawn] = local_to_camera[..., fits]
        views.translation_m[:, drawn] = translation[:, fits]
        views.distance_m[drawn] = distance[fits]
        missing = np.delete(missing, seen[fits])
        if not len(missing):
            return views
    raise FramingError(_explain_failure(config, class_name, indices[missing[0]], recognised[missing[0]]))


def _orientation(config: Config, u: np.ndarray) -> np.ndarray:
    if config.framing.orientation == "fixed":
        return np.repeat(np.eye(3)[..., None], u.shape[1], axis=2)
    return random_rotation(u)


def _camera_rotation(config: Config, u: np.ndarray) -> np.ndarray:
    is_fixed = config.framing.orientation == "fixed"
    azimuth_turns = np.full_like(u[0], _LOOKING_ALONG_Y) if is_fixed else u[0]
    return level_rotation(azimuth_turns, config.framing.elevation_deg.at(u[1]) / 360.0)


def _frame(
    config: Config, curves: _Curves, local_to_camera: np.ndarray, u: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Place cameras so that the curve has its extent in the picture, with the whole ball inside.

    Returns:
        The depth of the curve's middle (N,) and the camera's translation (3, N), in meters, and whether it fits (N,).
    """
    outline = rotate(local_to_camera, curves.outline)
    middle = np.stack([mean_over_time(coordinate) for coordinate in outline])
    distance = curves.focal_px * _extent(outline[:2]) / curves.extent_px
    points = rotate(local_to_camera, curves.points) - middle[:, None]
    depth = points[2] + distance
    fits = (depth > 0.1 * distance).all(axis=0)
    radius_px = curves.radius_px * distance / np.where(fits, depth, 1.0)
    translation = -middle
    translation[2] += distance
    for axis, size in enumerate((config.width, config.height)):
        low, high = sideways_room(points[axis], depth, radius_px, curves.focal_px, size, config.framing.margin_px)
        shift = np.zeros_like(low) if config.framing.placement == "centered" else low + (high - low) * u[axis]
        fits &= (low <= shift) & (shift <= high)
        translation[axis] += shift
    return distance, translation, fits


def _explain_failure(config: Config, class_name: str, index: int, recognisable: bool) -> str:
    motion = config.classes[class_name]
    visibility = f".visibility {motion.visibility}" if hasattr(motion, "visibility") else ""
    setting = (
        f"framing.extent {list(config.framing.extent)}: the curve with its ball doesn't fit the picture of "
        f"{config.width}x{config.height} px; lower framing.extent, ball.radius or framing.margin_px"
        if recognisable
        else f"classes.{class_name}{visibility}: too few views show the curve that well; lower it"
    )
    return (
        f"No usable view of {class_name} (index {index}) in {config.framing.max_attempts} attempts. "
        f"{setting}, or raise framing.max_attempts."
    )
