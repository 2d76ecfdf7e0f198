"""The pinhole camera: its pose, its projection, and the shifts that keep the ball in the frame.

World frame: right-handed, in meters, z up. Camera frame: right-handed, in meters, x right, y down, z forward, with
the pinhole at the origin. Image: in pixels, column u to the right and row v down. (0, 0) is the *center* of the upper
left pixel, so the image spans -0.5 <= u <= width - 0.5. A point X of the world is projected to (R. Hartley and
A. Zisserman, "Multiple View Geometry in Computer Vision", 2nd edition, section 6.1)

    (x, y, z) = R X + t,    u = f x / z + c_u,    v = f y / z + c_v.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from curveball.numerics.portable_math import sincos_turns

Points = NDArray[np.float64]
"""Shape (3, T, N) or (3, N). The sample is the last axis, so that every operation runs over samples."""

Rotations = NDArray[np.float64]
"""Shape (3, 3, N): row, column, sample."""

_SLACK_PX = 1 / 64
"""Tolerance for the rounding of positions and radii to 1/256 px."""


@dataclass(frozen=True)
class Camera:
    """N pinhole cameras with square pixels and no distortion."""

    focal_length_px: NDArray[np.float64]
    """Shape (N,)."""
    principal_point_px: tuple[float, float]
    """Column and row of the image center, shared by all cameras."""
    rotation: Rotations
    """Shape (3, 3, N): R, from world to camera."""
    translation_m: Points
    """Shape (3, N): t, in camera coordinates."""

    def project(self, points: Points) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Project points of the world.

        Args:
            points: Shape (3, T, N), in meters.

        Returns:
            Pixel coordinates (column, row) of shape (2, T, N), and depths along the optical axis of shape (T, N), in
            meters.
        """
        in_camera = rotate(self.rotation, points) + self.translation_m[:, None]
        depth: NDArray[np.float64] = in_camera[2]
        return np.stack(
            [self.focal_length_px * in_camera[axis] / depth + self.principal_point_px[axis] for axis in (0, 1)]
        ), depth


def dot(left: Points, right: Points) -> NDArray[np.float64]:
    """Return the dot products over the first axis, with the additions in a fixed order.

    Args:
        left: Shape (3, ...).
        right: Shape (3, ...), which broadcasts with `left`.

    Returns:
        The broadcast shape without its first axis.
    """
    product: NDArray[np.float64] = left[0] * right[0] + left[1] * right[1] + left[2] * right[2]
    return product


def rotate(rotation: Rotations, points: Points) -> Points:
    """Apply rotation n to the points of sample n.

    Args:
        rotation: Shape (3, 3, N).
        points: Shape (3, N) or (3, T, N).

    Returns:
        The shape of `points`.
    """
    rows = rotation if points.ndim == 2 else rotation[:, :, None]
    return np.stack([dot(row, points) for row in rows])


def compose(outer: Rotations, inner: Rotations) -> Rotations:
    """Return the rotations that apply `inner` first and `outer` second, shape (3, 3, N)."""
    return np.stack([rotate(outer, inner[:, k]) for k in range(3)], axis=1)


def random_rotation(uniforms: NDArray[np.float64]) -> Rotations:
    """Transform uniform random numbers into uniformly distributed rotations.

    They are those of uniformly distributed unit quaternions: K. Shoemake, "Uniform random rotations", in Graphics
    Gems III (1992).

    Args:
        uniforms: Shape (3, N), in [0, 1).

    Returns:
        Shape (3, 3, N).
    """
    first, second, third = uniforms
    (sine_2, cosine_2), (sine_3, cosine_3) = sincos_turns(second), sincos_turns(third)
    low, high = np.sqrt(1.0 - first), np.sqrt(first)
    x, y, z, w = low * sine_2, low * cosine_2, high * sine_3, high * cosine_3
    return np.stack(
        [
            np.stack([1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)]),
            np.stack([2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)]),
            np.stack([2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)]),
        ]
    )


def level_rotation(azimuth_turns: NDArray[np.float64], elevation_turns: NDArray[np.float64]) -> Rotations:
    """Return the rotations of level cameras that look at the origin.

    Args:
        azimuth_turns: Shape (N,): direction from the origin to the camera, from the world's x axis towards y.
        elevation_turns: Shape (N,): elevation of the camera above the world's x-y plane.

    Returns:
        Shape (3, 3, N): from world to camera.
    """
    (sine_a, cosine_a), (sine_e, cosine_e) = sincos_turns(azimuth_turns), sincos_turns(elevation_turns)
    zero = np.zeros_like(sine_a)
    right = np.stack([-sine_a, cosine_a, zero])
    down = np.stack([sine_e * cosine_a, sine_e * sine_a, -cosine_e])
    forward = np.stack([-cosine_e * cosine_a, -cosine_e * sine_a, -sine_e])
    return np.stack([right, down, forward])


def focal_length_px(field_of_view_deg: NDArray[np.float64], side_px: int) -> NDArray[np.float64]:
    """Return the focal lengths at which `side_px` pixels span the angles of view, in pixels, of the same shape."""
    sine, cosine = sincos_turns(field_of_view_deg / 720.0)
    return side_px / 2.0 * cosine / sine


def shift_limits_m(
    position_m: NDArray[np.float64],
    depth_m: NDArray[np.float64],
    radius_px: NDArray[np.float64],
    focal_px: NDArray[np.float64],
    size_px: int,
    margin_px: float,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the interval of shifts along one image axis that keep the whole ball inside every frame.

    The ball at `position_m + shift` is inside a frame if margin <= u - r + 0.5 and u + r + 0.5 <= size - margin.
    Each frame contributes two linear inequalities in the shift, so the feasible set is one interval and is computed
    exactly.

    Args:
        position_m: Shape (T, N): coordinate of the ball along the axis, in meters.
        depth_m: Shape (T, N): positive depth of the ball, in meters.
        radius_px: Shape (T, N): radius of the ball in the image, in pixels.
        focal_px: Shape (N,): focal length, in pixels.
        size_px: Size of the image along the axis, in pixels. The principal point is at its center.
        margin_px: Minimum distance between the ball and the border, in pixels.

    Returns:
        Minimum and maximum shift in meters, each of shape (N,). The interval is empty where the minimum exceeds the
        maximum.
    """
    meters_per_px = depth_m / focal_px
    reach_px = size_px / 2.0 - margin_px - radius_px - _SLACK_PX
    low: NDArray[np.float64] = (-reach_px * meters_per_px - position_m).max(axis=0)
    high: NDArray[np.float64] = (reach_px * meters_per_px - position_m).min(axis=0)
    return low, high
