"""The scene that is turned on the page shows the curve where it is."""

import numpy as np

from curveball.report.samples import first_samples
from curveball.report.scene import project, scene_of


def test_from_the_camera_the_scene_looks_as_the_video_does(finished):
    for samples in first_samples(finished.config, finished.folder / "dataset", 4).values():
        for sample in samples:
            scene = scene_of(sample)
            seen = project(scene.ball, scene.azimuth, scene.elevation)

            # Without perspective, and from the middle of the curve: alike, not equal.
            for axis in (0, 1):
                assert (
                    np.corrcoef(seen[:, axis], sample.trajectory_2d[:, axis])[0, 1] > 0.9 or np.ptp(seen[:, axis]) < 0.2
                )
