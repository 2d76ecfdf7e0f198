"""A fifth class is one new file and one block of config."""

import curveball

SPIRAL = '''
"""Archimedean spirals."""

from collections.abc import Sequence
from typing import Annotated

import numpy as np

from curveball.motions._motion import Curve, Motion, Vector, View
from curveball.numerics.portable_math import sincos_turns
from curveball.numerics.ranges import Range, Within


class Spiral(Motion):
    """A spiral around the local z axis."""

    radius_m: Annotated[Range, Within(0.01, 100)] = Range(0.3, 0.9)
    """Greatest radius, in meters."""

    def trace(self, parameters: dict[str, np.ndarray], time: np.ndarray) -> Curve:
        sine, cosine = sincos_turns(2.0 * time)
        radius = parameters["radius_m"] * time
        return radius * cosine, radius * sine, np.zeros_like(radius)

    def is_recognizable(self, axis_depths: Sequence[np.ndarray]) -> np.ndarray:
        return np.abs(axis_depths[2]) > 0.5

    def equation(self, parameters: dict[str, float], axes: tuple[Vector, Vector, Vector]) -> str:
        return f"r = {parameters['radius_m']:.4f} t"

    def describe(self, parameters: dict[str, float], view: View) -> str:
        return "The ball spirals outwards."
'''


def test_a_fifth_class_needs_one_file_and_one_block_and_makes_no_other_shard_stale(project):
    project.path("curveball/motions/spiral.py").write_text(SPIRAL)
    with project.path("config/config.yaml").open("a") as config:
        config.write("  spiral: {}\n")

    stale = project.stale()
    project.make("--until", "merge_dataset")
    dataset = curveball.Dataset(project.path("results/dataset"))
    spirals = [sample for sample in dataset if sample["class_name"] == "spiral"]

    assert [rule for rule in stale if rule.startswith("generate_")] == ["generate_spiral"]
    assert stale["generate_spiral"] == 2
    assert len(spirals) == 8
    assert {sample["label"] for sample in spirals} == {4}
    assert {sample["description"] for sample in spirals} == {"The ball spirals outwards."}
    assert all(0.3 <= sample["spiral_radius_m"] < 0.9 for sample in spirals)
