"""The pinhole camera: where it stands, how it projects, and where it puts the curve in the picture.

World frame: right-handed, meters, z up. Camera frame: right-handed, meters, x right, y down, z forward, the pinhole at
the origin. Picture: pixels, column u to the right, row v down, (0, 0) the *center* of the upper left pixel, so that
the picture spans -0.5 <= u <= width - 0.5. A point X of the world is seen at (see R. Hartley and A. Zisserman,
"Multiple View Geometry", section 6.1)

    (x, y, z) = R X + t,    u = f x / z + c_u,    v = f y / z + c_v.
"""

from dataclasses import dataclass

import numpy as np

from curveball.numerics.portable_math import sincos_turns

Points = np.ndarray
"""Shape (3, T, N) or (3, N): the coordinate first, the sample last, so that every operation runs over samples."""

_SAFETY_PX = 1 / 64
"""Slack for the rounding of positions and radii to 1/256 px."""


@dataclass(frozen=True)
class Camera:
    """N pinhole cameras with square pixels and no distortion."""

    focal_length_px: np.ndarray
    """Shape (N,)."""
    principal_point_px: tuple[float, float]
    """Column and row, the middle of the picture, the same for all."""
    rotation: np.ndarray
    """Shape (3, 3, N): R, from world to camera."""
    translation_m: np.ndarray
    """Shape (3, N): t, in camera coordinates."""

    def project(self, points: Points) -> tuple[np.ndarray, np.ndarray]:
        """Project points of the world (3, T, N), in meters.

        Returns:
            Pixels (2, T, N), column and row, and the depth along the optical axis (T, N), in meters.
        """
        seen = rotate(self.rotation, points) + self.translation_m[:, None]
        return np.stack(
            [self.focal_length_px * seen[axis] / seen[2] + self.principal_point_px[axis] for axis in (0, 1)]
        ), seen[2]


def dot(left: Points, right: Points) -> np.ndarray:
    """Return the dot products over the first axis, of three, with a fixed order of the additions."""
    return left[0] * right[0] + left[1] * right[1] + left[2] * right[2]


def rotate(rotation: np.ndarray, points: Points) -> Points:
    """Apply N rotations (3, 3, N) to points (3, ..., N)."""
    rows = rotation if points.ndim == 2 else rotation[:, :, None]
    return np.stack([dot(row, points) for row in rows])


def compose(outer: np.ndarray, inner: np.ndarray) -> np.ndarray:
    """Return the rotations (3, 3, N) that apply `inner` first and then `outer`."""
    return np.stack([rotate(outer, inner[:, k]) for k in range(3)], axis=1)


def random_rotation(uniforms: np.ndarray) -> np.ndarray:
    """Turn uniforms (3, N) into uniformly distributed rotations (3, 3, N).

    K. Shoemake, "Uniform random rotations", Graphics Gems III (1992): a uniform unit quaternion.
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


def level_rotation(azimuth_turns: np.ndarray, elevation_turns: np.ndarray) -> np.ndarray:
    """Return the rotations (3, 3, N) from world to camera for a camera held level.

    The camera stands in the direction of the azimuth (from the world's x axis towards y) and the elevation (above the
    world's x-y plane), and looks back at the origin.
    """
    (sine_a, cosine_a), (sine_e, cosine_e) = sincos_turns(azimuth_turns), sincos_turns(elevation_turns)
    zero = np.zeros_like(sine_a)
    right = np.stack([-sine_a, cosine_a, zero])
    down = np.stack([sine_e * cosine_a, sine_e * sine_a, -cosine_e])
    forward = np.stack([-cosine_e * cosine_a, -cosine_e * sine_a, -sine_e])
    return np.stack([right, down, forward])


def focal_length_px(field_of_view_deg: np.ndarray, side_px: int) -> np.ndarray:
    """Return the focal length in pixels at which `side_px` pixels span the field of view."""
    sine, cosine = sincos_turns(field_of_view_deg / 720.0)
    return side_px / 2.0 * cosine / sine


def sideways_room(
    across: np.ndarray,
    depth: np.ndarray,
    radius_px: np.ndarray,
    focal_px: np.ndarray,
    size_px: int,
    margin_px: float,
) -> tuple[np.ndarray, np.ndarray]:
    """Return how far the camera may be shifted along one of its axes with the whole ball in every frame.

    The ball at `across + shift` is inside when margin <= u - r + 0.5 and u + r + 0.5 <= size - margin, in every frame:
    two linear inequalities in the shift for each frame, so the room is one interval, found exactly.

    Args:
        across: Shape (T, N): the ball's position along the axis, in meters.
        depth: Shape (T, N): its distance along the optical axis, in meters, positive.
        radius_px: Shape (T, N): its radius in the picture.
        focal_px: Shape (N,).
        size_px: Pixels of the picture along this axis; the principal point is in the middle.
        margin_px: Pixels between the ball and the border of the picture.

    Returns:
        Least and greatest shift in meters, each of shape (N,); there is no room where the least is the greater one.
    """
    meters_per_px = depth / focal_px
    reach = size_px / 2.0 - margin_px - radius_px - _SAFETY_PX
    return (-reach * meters_per_px - across).max(axis=0), (reach * meters_per_px - across).min(axis=0)
