"""A circle, in numbers and in words."""

import re

import numpy as np
import pyarrow as pa

from curveball.generation.columns import to_numpy
from curveball.generation.shards import make_samples
from tests.support.motion_samples import angle_between, rows, samples, sentences, without_jitter


def test_a_circle_is_round_and_in_a_plane_at_constant_speed():
    sample = samples("circular")
    points = sample.trajectory_3d.astype(np.float64)
    radius = sample.parameters["radius_m"]
    np.testing.assert_allclose(np.linalg.norm(points, axis=0), np.tile(radius, (16, 1)), rtol=1e-5)
    assert np.abs(np.einsum("kn,ktn->tn", sample.axes[:, 2], points)).max() < 1e-6
    chord = 2 * radius * np.sin(np.pi * sample.parameters["turns"] / 15)
    np.testing.assert_allclose(
        np.linalg.norm(np.diff(points, axis=1), axis=0), np.tile(chord, (15, 1)), rtol=1e-4, atol=1e-6
    )


def test_a_circle_is_gone_round_clockwise_if_the_viewer_sees_it_so():
    tracks = to_numpy(rows("circular")["trajectory_2d"])
    for sentence, (u, v) in zip(sentences("circular"), tracks.swapaxes(1, 2), strict=True):
        doubled_area = (u * np.roll(v, -1) - np.roll(u, -1) * v).sum()  # positive for clockwise, as v points down
        assert (", clockwise," in sentence) == (doubled_area > 0), sentence
        assert (", anticlockwise," in sentence) == (doubled_area < 0), sentence


def test_a_circle_is_begun_at_the_side_that_the_sentence_names():
    table = rows("circular")
    translation = to_numpy(table["camera_translation_m"])  # where the local origin, the center, is for the camera
    center = translation[:, :2] / translation[:, 2:] * to_numpy(table["focal_length_px"])[:, None] + 15.5
    starts = to_numpy(table["trajectory_2d"])[:, 0] - center
    for sentence, start in zip(sentences("circular"), starts, strict=True):
        word = re.search(r"from the ([a-z ]+) of it\.", sentence)[1]
        assert angle_between(word, start) <= 22.51, sentence


def test_a_circle_is_seen_from_the_front_if_it_looks_round():
    config = without_jitter(frames=60, classes={"circular": {"turns": [1.0, 1.0]}})
    table = pa.Table.from_batches(make_samples(config, "circular", np.arange(60)))
    for sentence, track in zip(table["description"].to_pylist(), to_numpy(table["trajectory_2d"]), strict=True):
        long, short = np.linalg.svd(track[:-1] - track[:-1].mean(axis=0), compute_uv=False)
        assert short / long > 0.7 if "seen from the front" in sentence else short / long < 0.97, sentence


def test_a_circle_is_gone_round_as_far_as_the_sentence_says():
    turns = samples("circular").parameters["turns"]
    said = [float(re.search(r"goes round (\d\.\d\d) of a circle", sentence)[1]) for sentence in sentences("circular")]
    np.testing.assert_allclose(said, turns, atol=0.00501)
