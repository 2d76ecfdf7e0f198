"""The usual script: OpenCV draws circles into arrays of floats, and NumPy saves these class by class.

It is what people write first: one file per class, the classes one after another. To compare like with like, the curves
come from the same function, which generates all those of a class at once.
"""

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.alternatives.samples import config_of, main
from curveball.generation.sampling import draw_samples

_COLOR, _OUTLINE = (214, 39, 40), (58, 10, 10)
_SHIFT = 4
"""Fractional bits of coordinates."""


def write(count: int, folder: Path) -> None:
    """Write one file per class."""
    for class_name in config_of(count).classes:
        write_class(count, class_name, folder)


def write_class(count: int, class_name: str, folder: Path) -> None:
    """Draw and save the videos of a class."""
    config = config_of(count)
    samples = draw_samples(config, class_name, np.arange(config.class_counts[class_name]))
    trajectories, radii = samples.trajectory_2d.transpose(2, 1, 0), samples.radius_px.T
    videos = np.empty((len(radii), *config.video_shape), np.float32)
    for video, trajectory, radius in zip(videos, trajectories, radii, strict=True):
        draw_video(video, trajectory, radius)
    np.savez_compressed(
        folder / f"{class_name}.npz",
        videos=videos,
        labels=np.full(len(videos), config.labels[class_name]),
        trajectory_3d=samples.trajectory_3d.transpose(2, 1, 0),
        trajectory_2d=trajectories,
        radius_px=radii,
    )


def draw_video(video: NDArray[np.float32], trajectory: NDArray[np.float32], radius: NDArray[np.float32]) -> None:
    """Draw a ball with an outline into each frame, with values from 0 to 1."""
    for frame, center, radius_px in zip(video, trajectory, radius, strict=True):
        image = np.full(frame.shape, 255, np.uint8)
        place = [round(float(value) * 2**_SHIFT) for value in center]
        for part, color in ((1.0, _OUTLINE), (0.7, _COLOR)):
            size = round(float(radius_px) * part * 2**_SHIFT)
            cv2.circle(image, place, size, color, thickness=-1, lineType=cv2.LINE_AA, shift=_SHIFT)
        frame[:] = image / np.float32(255)


if __name__ == "__main__":
    main(write)
