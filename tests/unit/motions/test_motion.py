"""All classes of motion: equations, descriptions, parameters, and which views are accepted."""

import math
import re

import numpy as np
import pytest

from curveball.config.model import Config
from curveball.generation.columns import to_numpy
from curveball.generation.sampling import draw_samples
from curveball.motions import available_classes, motion_type
from tests.support.equation_text import evaluate
from tests.support.motion_samples import (
    CLASSES,
    parameters,
    ranges_of,
    rows,
    samples,
)


@pytest.mark.parametrize("class_name", CLASSES)
def test_the_equation_evaluates_to_the_trajectory(class_name):
    table = rows(class_name)
    trajectories = to_numpy(table["trajectory_3d"])
    for equation, trajectory in zip(table["equation"].to_pylist()[:40], trajectories, strict=False):
        curve = [evaluate(equation, time) for time in np.linspace(0, 1, 16)]
        assert np.abs(curve - trajectory).max() < 1e-3, equation  # four decimals, of 2.5 turns at 0.5 m or of 3.5 m


def test_some_equations_are_reversed_and_some_have_each_pace():
    tails = [equation.rpartition(", s = ")[2] for name in CLASSES for equation in rows(name)["equation"].to_pylist()]
    kinds = {re.sub(r"\d\.\d{4}", "a", tail) for tail in tails}
    assert kinds == {f"{start}{bend}" for start in ("t", "1 - t") for bend in ("", " + a t (1 - t)", " - a t (1 - t)")}


def test_the_course_leads_from_the_start_of_a_curve_to_its_end():
    for class_name in ("linear", "parabolic"):
        drawn, motion = parameters(class_name, 5), motion_type(class_name)()
        np.testing.assert_array_equal(motion.course(drawn), motion.trace(drawn, np.array([[0.0], [1.0]])))


def test_the_course_of_a_helix_is_its_axis():
    drawn = parameters("helical", 5)
    length = drawn["length_m"]
    course = np.stack(motion_type("helical")().course(drawn))
    np.testing.assert_array_equal(course, np.stack([0 * course[0], 0 * course[0], [-length / 2, length / 2]]))


def test_the_equations_of_two_samples_differ():
    for class_name in CLASSES:
        assert len(set(rows(class_name)["equation"].to_pylist())) == 150


@pytest.mark.parametrize("class_name", CLASSES)
def test_the_local_frame_is_right_handed(class_name):
    assert np.allclose(np.linalg.det(samples(class_name).axes.transpose(2, 0, 1)), 1)
    assert np.allclose(np.linalg.det(samples(class_name).camera.rotation.transpose(2, 0, 1)), 1)


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
def test_parameters_are_in_the_configured_ranges(class_name):
    for name, (low, high) in ranges_of(class_name).items():
        narrow = [low + (high - low) * 0.4, low + (high - low) * 0.41]
        drawn = parameters(class_name, 200, **{name: narrow})[name]
        assert narrow[0] <= drawn.min() < drawn.max() <= narrow[1]


@pytest.mark.parametrize("class_name", CLASSES)
def test_every_parameter_has_a_meaning(class_name):
    meanings = motion_type(class_name).parameter_meanings()
    assert list(parameters(class_name, 3)) == list(meanings)
    assert all(len(meaning) > 10 for meaning in meanings.values())


@pytest.mark.parametrize(
    ("class_name", "axis", "bad"),
    [("linear", 0, 1.0), ("circular", 2, 0.0), ("helical", 2, 1.0), ("parabolic", 2, 0.0)],
)
def test_a_view_that_hides_the_curve_is_not_accepted(class_name, axis, bad):
    motion = motion_type(class_name)()
    axis_depths = np.full((3, 2), 0.5)
    axis_depths[axis] = bad, 1.0 - bad
    assert motion.is_recognizable(list(axis_depths)).tolist() == [False, True]
    assert motion.is_recognizable(list(-axis_depths)).tolist() == [False, True]


@pytest.mark.parametrize("class_name", CLASSES)
def test_every_sample_satisfies_the_visibility_of_its_class(class_name):
    config = Config()
    drawn = draw_samples(config, class_name, np.arange(500))
    motion = config.classes[class_name]
    axis_depths = drawn.local_to_camera[2]
    visibility = {
        "linear": np.sqrt(1 - axis_depths[0] ** 2),
        "helical": np.sqrt(1 - axis_depths[2] ** 2),
        "circular": np.abs(axis_depths[2]),
        "parabolic": np.abs(axis_depths[2]),
    }[class_name]
    assert motion.visibility - 1e-9 <= visibility.min() < motion.visibility + 0.05
    assert visibility.max() > 0.99


def test_every_file_without_an_underscore_is_a_class():
    assert set(CLASSES) <= set(available_classes())
    assert not [name for name in available_classes() if name.startswith("_")]
    assert [motion_type(name).__name__ for name in CLASSES] == ["Circular", "Helical", "Linear", "Parabolic"]


@pytest.mark.parametrize(
    "name", ["../x", "Linear", "linear.py", "", "a__b", "_a", "motion", "phrases", "x" * 41, 3, None]
)
def test_a_name_that_is_not_a_class_is_rejected(name):
    with pytest.raises(ValueError, match="class"):
        motion_type(name)
