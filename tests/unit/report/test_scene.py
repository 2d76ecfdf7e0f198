"""The scene that the page rotates shows the curve in its place."""

import numpy as np

from curveball.report.samples import first_samples
from curveball.report.scene import project, scene_of


def test_seen_from_the_camera_the_scene_looks_like_the_video(finished):
    for samples in first_samples(finished.config, finished.folder / "dataset", 4).values():
        for sample in samples:
            scene = scene_of(sample)
            projected = project(scene.ball, scene.azimuth, scene.elevation)

            # The scene has no perspective, and is viewed towards the middle of the curve: similar, not equal.
            for axis in (0, 1):
                assert (
                    np.corrcoef(projected[:, axis], sample.trajectory_2d[:, axis])[0, 1] > 0.9
                    or np.ptp(projected[:, axis]) < 0.2
                )
