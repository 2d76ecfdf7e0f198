"""Plots of curves, places and distributions can be drawn of anything, and say what they show."""

import numpy as np
import pytest

from curveball.report.coverage import Coverage
from curveball.report.plots import by_class, by_split, curves_with_camera, positions, tracks

pytestmark = pytest.mark.usefixtures("in_house_style")

COLOR = "#0072b1"


def some_coverage(values: list[float]) -> Coverage:
    count = len(values)
    names = np.array(["linear", "circular"] * count, dtype=object)[:count]
    return Coverage({}, {"speed": np.array(values, dtype=np.float32)}, names, np.arange(count) % 3, count, [])


def test_curves_are_drawn_with_the_camera_and_a_depth(content):
    svg = curves_with_camera(content.config, content.samples["linear"], COLOR).decode()
    assert ">camera</text>" in svg
    assert " m</text>" in svg
    assert COLOR in svg


def test_a_track_is_a_line_for_each_sample(content):
    all_samples = content.samples["linear"]
    few, many = (tracks(content.config, samples, COLOR).decode() for samples in (all_samples[:2], all_samples))
    assert many.count("<path") - few.count("<path") == len(all_samples) - 2


@pytest.mark.parametrize("draw", [curves_with_camera, tracks])
def test_no_samples_can_be_drawn(content, draw):
    assert draw(content.config, [], COLOR).startswith(b"<svg")


@pytest.mark.parametrize("counts", [np.zeros((32, 32)), np.eye(32)])
def test_places_have_a_scale_that_ends_with_the_greatest_share(content, counts):
    assert "3.1 %" in positions(content.config, counts, 1 / 32).decode()


@pytest.mark.parametrize(
    "values", [[], [1.0], [0.0] * 6, [np.nan] * 6, [1e9] * 6, list(range(100))], ids=lambda v: len(v)
)
def test_any_values_have_a_distribution(content, values):
    coverage = some_coverage(values)
    split = by_split(coverage, "speed", np.ones(len(values), dtype=bool), "speed, px").decode()
    for text in ("train", "validation", "test", "speed, px"):
        assert f">{text}</text>" in split
    assert ">circular</text>" in by_class(content.config, coverage, "speed", "speed, px").decode()
