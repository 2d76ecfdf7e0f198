"""Plots of curves, positions and distributions can be drawn for any data, and are labeled."""

import re

import numpy as np
import pytest

from curveball.report.plot_style import SERIES
from curveball.report.plots import DistributionPlot, curves_with_camera, positions, tracks

pytestmark = pytest.mark.usefixtures("in_plot_style")

COLOR = "#0072b1"


def test_curves_are_drawn_with_the_camera_and_a_depth(content):
    svg = curves_with_camera(content.config, content.samples["linear"], COLOR).decode()
    assert ">camera</text>" in svg
    assert " m</text>" in svg
    assert COLOR in svg


def test_every_sample_has_a_line(content):
    all_samples = content.samples["linear"]
    few, many = (tracks(content.config, samples, COLOR).decode() for samples in (all_samples[:2], all_samples))
    assert many.count("<path") - few.count("<path") == len(all_samples) - 2


@pytest.mark.parametrize("draw", [curves_with_camera, tracks])
def test_no_samples_can_be_drawn(content, draw):
    assert draw(content.config, [], COLOR).startswith(b"<svg")


def test_positions_share_a_scale_that_ends_with_the_maximum_fraction(content):
    everywhere, diagonal = np.ones((32, 32), np.int64), np.eye(32, dtype=np.int64)
    drawn = positions(content.config, {"linear": everywhere, "circular": diagonal})
    assert all("3.1%" in svg.decode() for svg in drawn.values())
    assert drawn["linear"] != drawn["circular"]


def test_positions_do_not_depend_on_the_classes_drawn_before(content):
    one, other = np.eye(32, dtype=np.int64), np.eye(32, dtype=np.int64)[::-1]
    both = positions(content.config, {"linear": one, "circular": other})
    assert positions(content.config, {"circular": other}) == {"circular": both["circular"]}


def test_no_positions_can_be_drawn(content):
    [svg] = positions(content.config, {"linear": np.zeros((32, 32), np.int64)}).values()
    assert svg.startswith(b"<svg")


@pytest.mark.parametrize(
    "values", [[], [1.0], [0.0] * 6, [1e9] * 6, list(range(100))], ids=lambda values: f"{len(values)} values"
)
def test_any_values_have_a_distribution(values):
    numbers = np.array(values, dtype=np.float32)
    plot = DistributionPlot(["train", "test"])
    svg = plot.draw({"train": numbers, "test": numbers[:1]}, "speed, px").decode()
    for text in ("train", "test", "speed, px"):
        assert f">{text}</text>" in svg


def test_a_distribution_does_not_depend_on_the_one_drawn_before():
    few, many = ({"train": np.arange(count, dtype=np.float32)} for count in (3, 5000))
    plot = DistributionPlot(["train"])
    first = plot.draw(few, "speed, px")
    assert plot.draw(many, "radius, px") != first
    assert plot.draw(few, "speed, px") == first


def test_each_of_five_groups_has_dashes_of_its_own():
    groups = {f"class {number}": np.arange(9, dtype=np.float32) for number in range(5)}
    svg = DistributionPlot(list(groups)).draw(groups, "speed, px").decode()
    dashes = {frozenset(re.findall(rf"stroke-dasharray: ([^;]*);[^\"]*stroke: {color}", svg)) for color in SERIES[:5]}
    assert len(dashes) == 5


def test_many_groups_have_their_keys_in_several_rows():
    groups = {f"class {number}": np.arange(9, dtype=np.float32) for number in range(7)}
    svg = DistributionPlot(list(groups)).draw(groups, "speed, px").decode()
    assert all(f">{name}</text>" in svg for name in groups)
