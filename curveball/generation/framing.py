"""The view of each sample: orientation of the curve, pose of the camera, and position of the curve in the frame."""

from dataclasses import dataclass, fields
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from curveball.config.errors import CurveballError
from curveball.config.model import Config
from curveball.generation.camera import (
    Points,
    Rotations,
    compose,
    dot,
    level_rotation,
    random_rotation,
    rotate,
    shift_limits_m,
)
from curveball.generation.curves import Curves, rms_extent
from curveball.motions import Motion
from curveball.numerics.portable_math import mean_over_time
from curveball.numerics.random_streams import Purpose, uniforms

# Azimuth of a camera on the negative y axis, which has the world's x axis on its right.
_LOOKING_ALONG_Y = 0.75
# Nearest allowed depth of the ball as a fraction of the depth of the curve's center, which bounds the perspective.
_MIN_RELATIVE_DEPTH = 0.1
_TINY = 1e-300
# Minimum of each component of the direction in which a ball goes: at least 10.4 degrees from horizontal and vertical.
# Then it is clear whether it goes left or right, and the box around a line is no thinner than those of other curves.
# A ball that turns is seen from at least as far above or below the plane in which it turns: otherwise it goes back
# and forth, neither clockwise nor counterclockwise.
MIN_SLANT = 0.18
# Random numbers of a view.
_DRAWS = 7


class FramingError(CurveballError):
    """No view shows the curve clearly and has room for it in the frame. The message names the setting to change."""


@dataclass(frozen=True)
class Views:
    """How N samples are seen."""

    axes: Rotations
    """Shape (3, 3, N): from the local frame to the world."""
    camera_rotation: Rotations
    """Shape (3, 3, N): from the world to the camera."""
    local_to_camera: Rotations
    """Shape (3, 3, N): from the local frame to the camera."""
    translation_m: Points
    """Shape (3, N): translation of the camera, in camera coordinates."""
    distance_m: NDArray[np.float64]
    """Shape (N,): depth of the center of the curve."""
    heading: NDArray[np.float64]
    """Shape (2, N): unit vectors (right, down) in the frame along the course of each ball, if it is not reversed.
    (1, 0) for one that turns clockwise, and (-1, 0) for one that turns counterclockwise."""
    place_px: NDArray[np.float64]
    """Shape (2, N): center of the curve in the frame (right, down) from the center of the frame."""
    draws: NDArray[np.float64]
    """Shape (7, N): the random numbers of each view, of which rows 0 to 2 rotate the curve, rows 3 and 4 the camera,
    and rows 5 and 6 place the curve in the frame."""

    @classmethod
    def empty(cls, count: int) -> "Views":
        """Return uninitialized views for `put`."""
        return cls(
            axes=np.empty((3, 3, count)),
            camera_rotation=np.empty((3, 3, count)),
            local_to_camera=np.empty((3, 3, count)),
            translation_m=np.empty((3, count)),
            distance_m=np.empty(count),
            heading=np.empty((2, count)),
            place_px=np.empty((2, count)),
            draws=np.empty((_DRAWS, count)),
        )

    def put(self, positions: NDArray[np.int64], views: "Views", chosen: NDArray[np.bool_]) -> None:
        """Overwrite the views at some positions with the chosen ones of `views`, in order."""
        for field in fields(self):
            getattr(self, field.name)[..., positions] = getattr(views, field.name)[..., chosen]


def draw_views(
    config: Config,
    motion: Motion,
    curves: Curves,
    class_name: str,
    indices: NDArray[np.int64],
    like: Views | None = None,
) -> Views:
    """Draw views of the curves until every sample has one that shows it clearly and completely.

    Attempt k of a sample has its own random numbers, so a sample does not depend on the others in its batch.

    Args:
        config: The configuration.
        motion: The settings of the class, which decide which views show a curve clearly.
        curves: N curves.
        class_name: The name of the class, which selects its random streams.
        indices: Shape (N,): indices of the samples.
        like: Views of other curves of the same samples, to repeat as far as possible: the center of the curve has the
            same place, or the closest one at which the ball is in every frame. The first attempt has all of their
            random numbers. With random orientation, the others have those of the camera, so that only the curve is
            rotated otherwise.

    Returns:
        N views.

    Raises:
        FramingError: A sample has no such view in `framing.max_attempts` attempts.
    """
    views = Views.empty(len(indices))
    pending = np.arange(len(indices))
    reached = np.full(len(indices), _Reached.NOTHING)
    for attempt in range(config.framing.max_attempts):
        u = uniforms(config.seed, class_name, Purpose.VIEW, indices[pending], _DRAWS, attempt)
        if like is not None:
            _repeat(config, like.draws[:, pending], u, attempt)
        axes, camera_rotation = _curve_rotation(config, u[:3]), _camera_rotation(config, u[3:5])
        axis_depths = [dot(camera_rotation[2], axes[:, axis]) for axis in range(3)]
        clear = np.flatnonzero(motion.is_recognizable(axis_depths))
        candidates = pending[clear]
        candidate_views, fits, is_clear = _frame_curves(
            config,
            curves.take(candidates),
            axes[..., clear],
            camera_rotation[..., clear],
            u[:, clear],
            None if like is None else like.place_px[:, candidates],
        )
        reached[candidates] = np.maximum(
            reached[candidates], np.where(is_clear, _Reached.CLEAR_DIRECTION, _Reached.CLEAR_CURVE)
        )
        views.put(candidates[fits], candidate_views, fits)
        pending = np.delete(pending, clear[fits])
        if not len(pending):
            return views
    curve_class = next((name for name, other in config.classes.items() if other is motion), class_name)
    raise FramingError(_explain_failure(config, curve_class, indices[pending[0]], reached[pending[0]]))


def _repeat(config: Config, draws: NDArray[np.float64], u: NDArray[np.float64], attempt: int) -> None:
    """Replace random numbers of an attempt by those of other views, both of shape (7, N); see `draw_views`."""
    if attempt == 0:
        u[:] = draws
    elif config.framing.orientation == "random":
        u[3:] = draws[3:]


def _curve_rotation(config: Config, u: NDArray[np.float64]) -> Rotations:
    """Return rotations from the local frame to the world for uniforms of shape (3, N)."""
    if config.framing.orientation == "fixed":
        return np.repeat(np.eye(3)[..., None], u.shape[1], axis=2)
    return random_rotation(u)


def _camera_rotation(config: Config, u: NDArray[np.float64]) -> Rotations:
    """Return rotations from the world to the camera for uniforms of shape (2, N)."""
    is_fixed = config.framing.orientation == "fixed"
    azimuth_turns = np.full_like(u[0], _LOOKING_ALONG_Y) if is_fixed else u[0]
    return level_rotation(azimuth_turns, config.framing.elevation_deg.at(u[1]) / 360.0)


def drawn_elevation_deg(config: Config, views: Views) -> NDArray[np.float64]:
    """Return the elevation of each camera above the world's x-y plane in degrees, shape (N,)."""
    return config.framing.elevation_deg.at(views.draws[4])


def _frame_curves(
    config: Config,
    curves: Curves,
    axes: Rotations,
    camera_rotation: Rotations,
    u: NDArray[np.float64],
    place_px: NDArray[np.float64] | None = None,
) -> tuple[Views, NDArray[np.bool_], NDArray[np.bool_]]:
    """Place the cameras so that each curve has its extent in the frame and the whole ball is inside.

    Args:
        config: The configuration.
        curves: N curves.
        axes: Shape (3, 3, N): from the local frame to the world.
        camera_rotation: Shape (3, 3, N): from the world to the camera.
        u: Shape (7, N): as in `Views.draws`.
        place_px: Shape (2, N): where the centers are to be, as in `Views`, or as close as the frame has room; None to
            draw them.

    Returns:
        N views, which of them can be used, shape (N,), and which of them show clearly which way the ball goes.
    """
    local_to_camera = compose(camera_rotation, axes)
    ideal_points = rotate(local_to_camera, curves.ideal_points_m)
    center = np.stack([mean_over_time(coordinate) for coordinate in ideal_points])
    distance = curves.focal_px * rms_extent(ideal_points[:2]) / curves.extent_px
    points = rotate(local_to_camera, curves.points_m) - center[:, None]
    depth = points[2] + distance
    fits = (depth > _MIN_RELATIVE_DEPTH * distance).all(axis=0)
    radius_px = curves.radius_px * distance / np.where(fits, depth, 1.0)
    translation = -center
    translation[2] += distance
    places_px = []
    for axis, size_px in enumerate((config.width, config.height)):
        low, high = shift_limits_m(points[axis], depth, radius_px, curves.focal_px, size_px, config.framing.margin_px)
        shift = np.zeros_like(low) if config.framing.placement == "centered" else low + (high - low) * u[5 + axis]
        if place_px is not None:
            shift = np.minimum(np.maximum(place_px[axis] * distance / curves.focal_px, low), high)
        fits &= (low <= shift) & (shift <= high)
        translation[axis] += shift
        places_px.append(shift * curves.focal_px / distance)
    heading, is_clear = heading_in_view(curves.course_m, local_to_camera, translation)
    is_clear |= config.framing.orientation == "fixed"
    views = Views(
        axes=axes,
        camera_rotation=camera_rotation,
        local_to_camera=local_to_camera,
        translation_m=translation,
        distance_m=distance,
        heading=heading,
        place_px=np.stack(places_px),
        draws=u,
    )
    return views, fits & is_clear, is_clear


def heading_in_view(
    course_m: Points | None, local_to_camera: Rotations, translation: Points
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return which way balls go that are not reversed, as they are seen.

    Args:
        course_m: Shape (3, 2, N): two points in the local frame, from the first of which the ball goes to the second;
            None if it turns around the local z axis.
        local_to_camera: Shape (3, 3, N): rotation from the local frame to the camera.
        translation: Shape (3, N): the local origin in camera coordinates.

    Returns:
        `Views.heading`, shape (2, N), and in which views it is clear enough for a random orientation, shape (N,).
    """
    if course_m is None:
        along_sight = dot(local_to_camera[:, 2], translation)
        clockwise = np.where(along_sight > 0, 1.0, -1.0)
        is_clear = np.abs(along_sight) >= MIN_SLANT * np.sqrt(dot(translation, translation))
        return np.stack([clockwise, np.zeros_like(clockwise)]), is_clear
    start, end = (rotate(local_to_camera, course_m[:, k]) + translation for k in (0, 1))
    in_image = end[:2] * start[2] - start[:2] * end[2]  # the difference of x / z, times both depths
    length = np.sqrt(in_image[0] * in_image[0] + in_image[1] * in_image[1])
    heading = in_image / np.maximum(length, _TINY)
    return heading, (np.abs(heading) >= MIN_SLANT).all(axis=0)


def direction_names(heading: NDArray[np.float64], turns: bool) -> list[str]:
    """Return which way each ball goes, as a viewer sees it.

    Args:
        heading: Shape (2, N), as in `Views`, of balls that may be reversed.
        turns: Whether they turn around the local z axis.

    Returns:
        "clockwise" or "counterclockwise" for balls that turn, "left to right" or "right to left" for others. Where
        `framing.orientation` is "fixed", directions can be closer to vertical than in random views; these are
        "downward" and "upward".
    """
    right, down = heading.tolist()
    if turns:
        return ["clockwise" if x > 0 else "counterclockwise" for x in right]
    return [
        ("left to right" if x > 0 else "right to left") if abs(x) >= MIN_SLANT else ("downward" if y > 0 else "upward")
        for x, y in zip(right, down, strict=True)
    ]


class _Reached(IntEnum):
    """What the best of the views of a sample shows clearly."""

    NOTHING = 0
    CLEAR_CURVE = 1
    CLEAR_DIRECTION = 2


def _explain_failure(config: Config, class_name: str, index: int, reached: int) -> str:
    visibility = getattr(config.classes[class_name], "visibility", None)
    setting = f"classes.{class_name}" + ("" if visibility is None else f".visibility {visibility}")
    causes = {
        _Reached.NOTHING: f"{setting}: too few views show the curve that clearly. Lower it",
        _Reached.CLEAR_CURVE: "framing.orientation random: too few views show clearly which way the ball goes. Use "
        "fixed",
        _Reached.CLEAR_DIRECTION: f"framing.extent {list(config.framing.extent)}: the curve with its ball does not fit "
        f"a frame of {config.width}x{config.height} px. Lower framing.extent, ball.radius or framing.margin_px",
    }
    return (
        f"No usable view of {class_name} (index {index}) in {config.framing.max_attempts} attempts. "
        f"{causes[_Reached(reached)]}, or increase framing.max_attempts."
    )
