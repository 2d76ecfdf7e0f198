"""Circles: their geometry and their descriptions."""

import re

import numpy as np
import pyarrow as pa

from curveball.generation.columns import to_numpy
from curveball.generation.shards import make_samples
from curveball.motions import motion_type
from tests.support.motion_samples import angle_between, rows, samples, sentences, without_jitter


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


def test_the_sense_of_rotation_is_that_in_the_frame():
    tracks = to_numpy(rows("circular")["trajectory_2d"])
    for sentence, (u, v) in zip(sentences("circular"), tracks.swapaxes(1, 2), strict=True):
        doubled_area = (u * np.roll(v, -1) - np.roll(u, -1) * v).sum()  # positive for clockwise, because v points down
        assert (", clockwise," in sentence) == (doubled_area > 0), sentence
        assert (", counterclockwise," in sentence) == (doubled_area < 0), sentence


def test_a_circle_has_no_course_but_a_sense_of_rotation():
    assert motion_type("circular")().course({}) is None
    points = samples("circular").trajectory_3d.astype(np.float64)
    turning = np.cross(points[:, :-1], points[:, 1:], axis=0).sum(axis=1)
    around_axis = (turning * samples("circular").axes[:, 2]).sum(axis=0)
    assert ((around_axis > 0) == ~samples("circular").paces.is_reversed).all()


def test_the_ball_starts_on_the_side_that_the_sentence_names():
    table = rows("circular")
    translation = to_numpy(table["camera_translation_m"])  # the center of the circle in camera coordinates
    center = translation[:, :2] / translation[:, 2:] * to_numpy(table["focal_length_px"])[:, None] + 15.5
    starts = to_numpy(table["trajectory_2d"])[:, 0] - center
    for sentence, start in zip(sentences("circular"), starts, strict=True):
        word = re.search(r"from the ([a-z ]+) of it\.", sentence)[1]
        assert angle_between(word, start) <= 22.51, sentence


def test_a_circle_seen_from_the_front_has_a_high_aspect_ratio():
    config = without_jitter(frames=60, classes={"circular": {"turns": [1.0, 1.0]}}, pace={"variation": [0, 0]})
    table = pa.Table.from_batches(make_samples(config, "circular", np.arange(60)))
    for sentence, track in zip(table["description"].to_pylist(), to_numpy(table["trajectory_2d"]), strict=True):
        long, short = np.linalg.svd(track[:-1] - track[:-1].mean(axis=0), compute_uv=False)
        assert short / long > 0.7 if "seen from the front" in sentence else short / long < 0.97, sentence


def test_the_arc_is_as_long_as_the_sentence_says():
    turns = samples("circular").parameters["turns"]
    stated = [float(re.search(r"goes round (\d\.\d\d) of a circle", sentence)[1]) for sentence in sentences("circular")]
    np.testing.assert_allclose(stated, turns, atol=0.00501)
