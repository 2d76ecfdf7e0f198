"""Circles: their geometry and their descriptions."""

import numpy as np
import pyarrow as pa

from curveball.generation.columns import to_numpy
from curveball.generation.shards import make_samples
from curveball.motions import motion_type
from tests.support.motion_samples import samples, without_jitter


def test_a_circle_has_its_radius_lies_in_a_plane_and_has_constant_speed_at_an_even_pace():
    sample = samples("circular", even=True)
    points = sample.trajectory_3d.astype(np.float64)
    radius = sample.parameters["radius_m"]
    np.testing.assert_allclose(np.linalg.norm(points, axis=0), np.tile(radius, (16, 1)), rtol=1e-5)
    assert np.abs(np.einsum("kn,ktn->tn", sample.axes[:, 2], points)).max() < 1e-6
    chord = 2 * radius * np.sin(np.pi * sample.parameters["turns"] / 15)
    np.testing.assert_allclose(
        np.linalg.norm(np.diff(points, axis=1), axis=0), np.tile(chord, (15, 1)), rtol=1e-4, atol=1e-6
    )


def test_a_circle_has_no_course_but_a_sense_of_rotation():
    assert motion_type("circular")().course({}) is None
    points = samples("circular").trajectory_3d.astype(np.float64)
    turning = np.cross(points[:, :-1], points[:, 1:], axis=0).sum(axis=1)
    around_axis = (turning * samples("circular").axes[:, 2]).sum(axis=0)
    assert ((around_axis > 0) == ~samples("circular").paces.is_reversed).all()


def test_a_circle_seen_from_the_front_has_a_high_aspect_ratio():
    config = without_jitter(frames=60, classes={"circular": {"turns": [1.0, 1.0]}}, pace={"variation": [0, 0]})
    table = pa.Table.from_batches(make_samples(config, "circular", np.arange(200)))
    for sentence, track in zip(table["description"].to_pylist(), to_numpy(table["trajectory_2d"]), strict=True):
        long, short = np.linalg.svd(track[:-1] - track[:-1].mean(axis=0), compute_uv=False)
        if "from the front" in sentence:
            assert short / long > 0.8, sentence
        if "at a slant" in sentence:
            assert short / long < 0.92, sentence
