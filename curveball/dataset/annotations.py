"""Annotations of a sample for every frame: boxes, masks, depth, optical flow, time stamps.

Nothing of this is stored, because the columns of a sample determine it exactly. Column c of a frame has its center at
c, as in `trajectory_2d`.

>>> sample = train[0]
>>> curveball.boxes(sample)[0]  # left, top, right and bottom of the ball in the first frame
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from curveball.dataset.sample_rows import Sample
from curveball.generation.rendering import coverage

_PIXEL_CENTER = np.float32(0.5)


def boxes(sample: Sample) -> NDArray[np.float32]:
    """Return the bounding box of the ball, outline included, in each frame.

    Args:
        sample: A sample of a dataset, of a stream or of `generate`.

    Returns:
        Shape (T, 4): left, top, right, bottom (x1, y1, x2, y2) in pixels, from the left and upper edge of the frame as
        in COCO and torchvision: the first pixel reaches from 0 to 1, and its center, (0, 0) in `trajectory_2d`, is at
        (0.5, 0.5).
    """
    center, radius = sample["trajectory_2d"] + _PIXEL_CENTER, sample["radius_px"][:, None]
    return np.concatenate([center - radius, center + radius], axis=1)


def masks(sample: Sample) -> NDArray[np.float32]:
    """Return how much of each pixel the ball covers, outline included: the coverage that the renderer has used.

    Args:
        sample: As for `boxes`, with its video.

    Returns:
        Shape (T, H, W), from 0 to 1. `masks(sample) > 0.5` is a binary mask.
    """
    _, height, width, _ = sample["video"].shape
    return coverage(sample["trajectory_2d"], sample["radius_px"], height, width)


def depth(sample: Sample) -> NDArray[np.float32]:
    """Return the distance of the ball from the plane of the camera: the z coordinate of its center, x = R X + t.

    Args:
        sample: As for `boxes`.

    Returns:
        Shape (T,), in meters. For a depth map, combine it with a mask:
        `np.where(masks(sample) > 0.5, depth(sample)[:, None, None], np.inf)`.
    """
    return _camera_coordinates(sample)[:, 2].astype(np.float32)


def flow(sample: Sample) -> NDArray[np.float32]:
    """Return the displacement of the pixels of the ball from each frame to the next.

    The image of the ball is a disc that moves with its center and grows with its radius: a pixel p of frame t is at
    c(t+1) + (p - c(t)) r(t+1) / r(t) in frame t+1, with center c and radius r. The background does not move.

    Args:
        sample: As for `boxes`, with its video.

    Returns:
        Shape (T - 1, H, W, 2): columns and rows, in pixels per frame; 0 where less than half of a pixel is ball.
    """
    _, height, width, _ = sample["video"].shape
    center, radius = sample["trajectory_2d"].astype(np.float64), sample["radius_px"].astype(np.float64)
    grid = np.stack(np.meshgrid(np.arange(width), np.arange(height)), axis=-1)
    from_center = grid - center[:-1, None, None]
    growth = (radius[1:] / radius[:-1] - 1)[:, None, None, None]
    moved = np.diff(center, axis=0)[:, None, None] + from_center * growth
    is_ball = masks(sample)[:-1, ..., None] > 0.5
    return np.where(is_ball, moved, 0).astype(np.float32)


def timestamps(sample: Sample, fps: float) -> NDArray[np.float64]:
    """Return the time of each frame.

    Args:
        sample: As for `boxes`.
        fps: Frames per second at which the video is shown. The curve itself has no time scale.

    Returns:
        Shape (T,), in seconds, from 0.
    """
    times: NDArray[np.float64] = np.arange(len(sample["radius_px"])) / fps
    return times


def _camera_coordinates(sample: Sample) -> NDArray[Any]:
    """Return the centers of the ball in camera coordinates, shape (T, 3), in meters."""
    points: NDArray[Any] = sample["trajectory_3d"] @ sample["camera_rotation"].T + sample["camera_translation_m"]
    return points
