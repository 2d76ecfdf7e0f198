import math
import re
from functools import cache

import numpy as np
import pyarrow as pa
import pytest
from equation_text import evaluate

from curveball.config.loading import parse_config
from curveball.config.model import Config
from curveball.generation.columns import to_numpy
from curveball.generation.sampling import Samples, draw_samples
from curveball.generation.shards import make_samples
from curveball.motions import available_classes, motion_type
from curveball.motions._phrases import corner, depth_change, from_to, vector
from curveball.numerics.random_streams import Purpose, uniforms

CLASSES = available_classes()
DIRECTIONS = {
    "right": 0,
    "lower right": 45,
    "bottom": 90,
    "lower left": 135,
    "left": 180,
    "upper left": 225,
    "top": 270,
    "upper right": 315,
}
"""Angles from u, to the right, towards v, downwards, in degrees."""


def without_jitter(**settings) -> Config:
    return parse_config({"jitter": {"probability": 0.0}} | settings)


@cache
def rows(class_name: str, frames: int = 16) -> pa.Table:
    """150 samples as they are stored, in small pictures, without jitter."""
    config = without_jitter(frames=frames, height=32, width=32)
    return pa.Table.from_batches(make_samples(config, class_name, np.arange(150)))


@cache
def samples(class_name: str, frames: int = 16) -> Samples:
    """The same samples as `rows`, as they are in memory."""
    return draw_samples(without_jitter(frames=frames, height=32, width=32), class_name, np.arange(150))


def sentences(class_name: str, frames: int = 16) -> list[str]:
    return rows(class_name, frames)["description"].to_pylist()


def parameters(class_name: str, count: int, **ranges) -> dict[str, np.ndarray]:
    motion = motion_type(class_name).model_validate(ranges)
    wanted = len(motion.parameter_meanings())
    return motion.draw_parameters(uniforms(42, class_name, Purpose.MOTION, np.arange(count), wanted))


def angle_between(word: str, direction: np.ndarray) -> float:
    """Return by how many degrees a direction in the picture (right, down) is off the word for it."""
    angle = math.degrees(math.atan2(direction[1], direction[0]))
    return abs((angle - DIRECTIONS[word] + 180) % 360 - 180)


def seen_depths(class_name: str) -> np.ndarray:
    """The ball's distance along the optical axis from the stored columns: (N, T)."""
    table = rows(class_name)
    rotation, translation = (to_numpy(table[name]) for name in ("camera_rotation", "camera_translation_m"))
    points = to_numpy(table["trajectory_3d"]).astype(np.float64)
    return np.einsum("nj,ntj->nt", rotation[:, 2], points) + translation[:, None, 2]


# The equation


@pytest.mark.parametrize("class_name", CLASSES)
def test_the_equation_lies_on_the_trajectory(class_name):
    table = rows(class_name)
    trajectories = to_numpy(table["trajectory_3d"])
    for equation, trajectory in zip(table["equation"].to_pylist()[:40], trajectories, strict=False):
        curve = [evaluate(equation, time) for time in np.linspace(0, 1, 16)]
        assert np.abs(curve - trajectory).max() < 1e-3, equation  # four decimals, times up to 2.5 turns of 0.9 m


def test_the_equations_of_two_samples_differ():
    for class_name in CLASSES:
        assert len(set(rows(class_name)["equation"].to_pylist())) == 150


# The curve


def acceleration(points: np.ndarray) -> np.ndarray:
    return np.diff(points, 2, axis=0)


def test_a_line_is_straight_at_constant_speed():
    points = samples("linear").trajectory_3d.astype(np.float64).transpose(1, 0, 2)
    assert np.abs(acceleration(points)).max() < 1e-6
    length = np.linalg.norm(points[-1] - points[0], axis=0)
    np.testing.assert_allclose(length, samples("linear").parameters["length_m"], rtol=1e-5)


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


def test_a_helix_advances_evenly_around_its_axis_with_its_handedness():
    sample = samples("helical", frames=64)
    local = np.einsum("kan,ktn->atn", sample.axes, sample.trajectory_3d.astype(np.float64))
    drawn = sample.parameters
    np.testing.assert_allclose(np.hypot(local[0], local[1]), np.tile(drawn["radius_m"], (64, 1)), rtol=1e-4)
    advance = np.diff(local[2], axis=0) * 63
    np.testing.assert_allclose(advance, np.tile(drawn["length_m"], (63, 1)), rtol=1e-3)
    turned = np.unwrap(np.arctan2(local[1], local[0]), axis=0)
    turns = (turned[-1] - turned[0]) / (2 * np.pi)
    np.testing.assert_allclose(turns, drawn["handedness"] * drawn["turns"], rtol=1e-4)


def test_a_parabola_has_constant_acceleration_and_its_vertex_at_the_apex():
    sample = samples("parabolic")
    points = sample.trajectory_3d.astype(np.float64).transpose(1, 0, 2)
    second = acceleration(points)
    assert np.abs(second - second.mean(axis=0)).max() < 2e-6
    height = np.linalg.norm(second.mean(axis=0), axis=0) * 15**2 / 8
    np.testing.assert_allclose(height, sample.parameters["height_m"], rtol=1e-3)
    vertex = motion_type("parabolic")().trace(sample.parameters, sample.parameters["apex"][None])
    assert np.abs(np.stack(vertex)).max() == 0


@pytest.mark.parametrize("class_name", CLASSES)
def test_the_local_frame_is_right_handed(class_name):
    assert np.allclose(np.linalg.det(samples(class_name).axes.transpose(2, 0, 1)), 1)
    assert np.allclose(np.linalg.det(samples(class_name).camera.rotation.transpose(2, 0, 1)), 1)


# The sentence


@pytest.mark.parametrize("class_name", CLASSES)
def test_the_sentence_is_a_sentence(class_name):
    for sentence in sentences(class_name):
        assert re.fullmatch(r"The ball [a-z][a-z0-9 ,;.-]*[a-z]\.", sentence), sentence
        assert "  " not in sentence


@pytest.mark.parametrize("class_name", ["linear", "parabolic"])
def test_the_directions_in_words_are_those_from_the_first_to_the_last_frame(class_name):
    tracks = to_numpy(rows(class_name)["trajectory_2d"])
    for sentence, track in zip(sentences(class_name), tracks, strict=True):
        start, end = re.search(r"from ([a-z ]+) to ([a-z ]+)[,.;]", sentence).groups()
        assert angle_between(end, track[-1] - track[0]) <= 22.51, sentence
        assert angle_between(start, track[0] - track[-1]) <= 22.51, sentence


@pytest.mark.parametrize("class_name", ["linear", "helical", "parabolic"])
def test_the_words_for_depth_are_those_of_the_first_and_the_last_distance(class_name):
    ratio = seen_depths(class_name)[:, -1] / seen_depths(class_name)[:, 0]
    for sentence, change in zip(sentences(class_name), ratio, strict=True):
        assert ("away from the camera" in sentence) == (change > 1.02), sentence
        assert ("towards the camera" in sentence) == (change < 1 / 1.02), sentence


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


def test_a_helix_has_the_handedness_of_its_sentence():
    points = samples("helical", frames=64).trajectory_3d.astype(np.float64)
    first, second, third = (np.diff(points, n, axis=1)[:, 20] for n in (1, 2, 3))
    torsion = (np.cross(first, second, axis=0) * third).sum(axis=0)
    for sentence, sign in zip(sentences("helical", frames=64), torsion, strict=True):
        assert ("right-handed" in sentence) == (sign > 0), sentence
        assert ("left-handed" in sentence) == (sign < 0), sentence


def directions_in_picture(class_name: str, vectors: np.ndarray) -> np.ndarray:
    """Where a short step along each vector (N, 3) from the world's origin leads in the picture, (N, 2) pixels."""
    rotation, middle = (to_numpy(rows(class_name)[f"camera_{name}"]) for name in ("rotation", "translation_m"))
    ahead = middle + 1e-6 * np.einsum("nij,nj->ni", rotation, vectors / np.linalg.norm(vectors, axis=1)[:, None])
    return ahead[:, :2] / ahead[:, 2:] - middle[:, :2] / middle[:, 2:]


def test_a_helix_leads_where_the_sentence_says():
    axis = samples("helical").axes[:, 2].T
    advance = np.einsum("nj,ntj->nt", axis, to_numpy(rows("helical")["trajectory_3d"]))
    assert (np.diff(advance, axis=1) > 0).all(), "the ball goes along the axis, not against it"
    for sentence, direction in zip(sentences("helical"), directions_in_picture("helical", axis), strict=True):
        start, end = re.search(r"axis that leads from ([a-z ]+) to ([a-z ]+)\.", sentence).groups()
        assert angle_between(end, direction) <= 22.51, sentence
        assert angle_between(start, -direction) <= 22.51, sentence


def test_a_parabola_is_open_to_the_side_that_the_sentence_names():
    points = to_numpy(rows("parabolic")["trajectory_3d"]).astype(np.float64)
    towards = np.diff(points, 2, axis=1).mean(axis=1)
    for sentence, direction in zip(sentences("parabolic"), directions_in_picture("parabolic", towards), strict=True):
        word = re.search(r"open to the ([a-z ]+)\.", sentence)[1]
        assert angle_between(word, direction) <= 22.51, sentence


@pytest.mark.parametrize("class_name", CLASSES)
def test_every_direction_occurs(class_name):
    words = " ".join(sentences(class_name))
    assert all(f" {word}" in words for word in DIRECTIONS)


# The parameters


def ranges_of(class_name: str) -> dict[str, tuple[float, float]]:
    motion = motion_type(class_name)()
    return {name: getattr(motion, name) for name in motion.range_names()}


@pytest.mark.parametrize("class_name", CLASSES)
def test_parameters_are_uniform_in_their_ranges(class_name):
    drawn = parameters(class_name, 4000)
    for name, (low, high) in ranges_of(class_name).items():
        values = np.sort(drawn[name])
        assert low <= values[0] < values[-1] <= high
        steps = low + (high - low) * (np.arange(4000) + 0.5) / 4000
        assert np.abs(values - steps).max() < 1.95 / math.sqrt(4000) * (high - low), (
            f"{name}: Kolmogorov-Smirnov, 0.1 %"
        )


@pytest.mark.parametrize("class_name", CLASSES)
def test_parameters_are_independent(class_name):
    drawn = np.array(list(parameters(class_name, 4000).values()))
    if len(drawn) > 1:
        correlations = np.corrcoef(drawn)[~np.eye(len(drawn), dtype=bool)]
        assert np.abs(correlations).max() < 4 / math.sqrt(4000)


@pytest.mark.parametrize("class_name", CLASSES)
def test_parameters_stay_in_the_ranges_of_the_config(class_name):
    for name, (low, high) in ranges_of(class_name).items():
        narrow = [low + (high - low) * 0.4, low + (high - low) * 0.41]
        drawn = parameters(class_name, 200, **{name: narrow})[name]
        assert narrow[0] <= drawn.min() < drawn.max() <= narrow[1]


@pytest.mark.parametrize("class_name", CLASSES)
def test_drawn_parameters_are_those_that_have_a_meaning(class_name):
    meanings = motion_type(class_name).parameter_meanings()
    assert list(parameters(class_name, 3)) == list(meanings)
    assert all(len(meaning) > 10 for meaning in meanings.values())


def test_both_senses_of_rotation_are_alike_often():
    signs = parameters("helical", 4000)["handedness"]
    assert set(signs) == {-1, 1}
    assert abs(signs.mean()) < 4 / math.sqrt(4000)
    away = draw_samples(Config(), "circular", np.arange(4000)).local_to_camera[2, 2] > 0
    assert abs(away.mean() - 0.5) < 2 / math.sqrt(4000)


# Which views are accepted


@pytest.mark.parametrize(
    ("class_name", "axis", "bad"),
    [("linear", 0, 1.0), ("circular", 2, 0.0), ("helical", 2, 1.0), ("parabolic", 2, 0.0)],
)
def test_a_view_that_hides_the_curve_is_not_recognisable(class_name, axis, bad):
    motion = motion_type(class_name)()
    depths = np.full((3, 2), 0.5)
    depths[axis] = bad, 1.0 - bad
    assert motion.is_recognisable(depths).tolist() == [False, True]
    assert motion.is_recognisable(-depths).tolist() == [False, True]


@pytest.mark.parametrize("class_name", CLASSES)
def test_every_sample_is_recognisable(class_name):
    config = Config()
    drawn = draw_samples(config, class_name, np.arange(500))
    motion = config.classes[class_name]
    least = motion.visibility
    axis_depths = drawn.local_to_camera[2]
    seen = {
        "linear": np.sqrt(1 - axis_depths[0] ** 2),
        "helical": np.sqrt(1 - axis_depths[2] ** 2),
        "circular": np.abs(axis_depths[2]),
        "parabolic": np.abs(axis_depths[2]),
    }[class_name]
    assert least - 1e-9 <= seen.min() < least + 0.05
    assert seen.max() > 0.99


# Names and words


def test_every_file_is_a_class():
    assert available_classes() == ["circular", "helical", "linear", "parabolic"]
    assert [motion_type(name).__name__ for name in CLASSES] == ["Circular", "Helical", "Linear", "Parabolic"]


@pytest.mark.parametrize(
    "name", ["../x", "Linear", "linear.py", "", "a__b", "_a", "motion", "phrases", "x" * 41, 3, None]
)
def test_what_is_no_class_is_refused(name):
    with pytest.raises(ValueError, match="class"):
        motion_type(name)


@pytest.mark.parametrize("word", DIRECTIONS)
def test_a_side_of_the_picture_reaches_from_half_way_to_half_way(word):
    for off in (-22.4, 0, 22.4):
        angle = math.radians(DIRECTIONS[word] + off)
        assert corner(math.cos(angle), math.sin(angle)) == word


def test_from_is_opposite_to():
    assert from_to(1, -1) == "from lower left to upper right"
    assert from_to(0, 5) == "from top to bottom"


def test_small_changes_of_depth_have_no_words():
    assert [depth_change(ratio) for ratio in (0.9, 0.99, 1, 1.01, 1.1)] == [
        ", towards the camera",
        "",
        "",
        "",
        ", away from the camera",
    ]


def test_a_vector_has_four_decimals():
    assert vector((1, -0.5, 1 / 3), 2) == "(2.0000, -1.0000, 0.6667)"
