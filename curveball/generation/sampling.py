"""The dataset as a function: (config, class, index) determines a sample, whatever else is in its batch.

Arrays have time and coordinates first and the sample last, (..., T, N). Every operation therefore runs over samples,
and the result of one sample does not depend on its neighbors.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from curveball.config.model import Config
from curveball.generation.camera import Camera, Rotations, rotate
from curveball.generation.curves import draw_curves
from curveball.generation.framing import draw_views
from curveball.generation.pace import Paces


@dataclass(frozen=True)
class Samples:
    """N samples of one class, without their pixels."""

    class_name: str
    index: NDArray[np.int64]
    """Shape (N,)."""
    paces: Paces
    """How the balls travel."""
    heading: NDArray[np.float64]
    """Shape (2, N): directions (right, down) in which the balls go, unit vectors; (1, 0) for clockwise turns."""
    turns: bool
    """Whether the balls turn around the local z axis."""
    parameters: dict[str, NDArray[np.float64]]
    """The parameters of the motion by name, each of shape (N,)."""
    jitter_std: NDArray[np.float64]
    """Shape (N,): standard deviation of the noise on each coordinate, as a fraction of the 3-D extent; 0 for none."""
    trajectory_3d: NDArray[np.float32]
    """Shape (3, T, N): positions of the ball in the world, in meters."""
    trajectory_2d: NDArray[np.float32]
    """Shape (2, T, N): their projections (column, row), in pixels."""
    radius_px: NDArray[np.float32]
    """Shape (T, N): radius of the ball, including its outline."""
    axes: Rotations
    """Shape (3, 3, N): from the local frame to the world. axes[:, k] is the local axis k in world coordinates."""
    local_to_camera: Rotations
    """Shape (3, 3, N): from the local frame to the camera."""
    camera: Camera
    depth_m: NDArray[np.float64]
    """Shape (T, N): depth of the ball along the optical axis."""


def draw_samples(
    config: Config,
    class_name: str,
    indices: NDArray[np.int64] | Sequence[int],
    flip: bool = False,
    curve_class: str | None = None,
) -> Samples:
    """Draw the samples of one class at some indices: their motion, camera and trajectories.

    The 2-D trajectory is the projection of the float32 3-D trajectory, so it can be recomputed from the stored data.

    Args:
        config: The configuration.
        class_name: One of `config.classes`.
        indices: Shape (N,), nonnegative, in any order.
        flip: Whether to flip the coin of each sample that decides whether it is reversed: each ball then has the same
            positions and radii in the opposite order.
        curve_class: The class whose curves the samples get, with their own random numbers and, as far as it shows those
            curves, the view that they have with their own; None for their own class.

    Returns:
        N samples in the order of the indices.

    Raises:
        FramingError: A sample has no usable view in `framing.max_attempts` attempts.
    """
    motion = config.classes[class_name]
    indices = np.asarray(indices, dtype=np.int64)
    curves = draw_curves(config, motion, class_name, indices, flip)
    views = draw_views(config, motion, curves, class_name, indices)
    if curve_class is not None:
        motion = config.classes[curve_class]
        curves = draw_curves(config, motion, class_name, indices, flip)
        views = draw_views(config, motion, curves, class_name, indices, like=views)
    camera = Camera(
        focal_length_px=curves.focal_px,
        principal_point_px=((config.width - 1) / 2, (config.height - 1) / 2),
        rotation=views.camera_rotation,
        translation_m=views.translation_m,
    )
    trajectory_3d = rotate(views.axes, curves.points_m).astype(np.float32)
    trajectory_2d, depth_m = camera.project(trajectory_3d.astype(np.float64))
    radius_px = curves.radius_px * views.distance_m / depth_m
    return Samples(
        class_name=curve_class or class_name,
        index=indices,
        paces=curves.paces,
        heading=np.where(curves.paces.is_reversed, -views.heading, views.heading),
        turns=curves.course_m is None,
        parameters=curves.parameters,
        jitter_std=curves.jitter_std,
        trajectory_3d=trajectory_3d,
        trajectory_2d=trajectory_2d.astype(np.float32),
        radius_px=radius_px.astype(np.float32),
        axes=views.axes,
        local_to_camera=views.local_to_camera,
        camera=camera,
        depth_m=depth_m,
    )
