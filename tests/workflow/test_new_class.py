"""A fifth class takes one new file and one block of the configuration."""

import curveball

SPIRAL = '''
"""Archimedean spirals."""

from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from curveball.motions import Curve, Motion, Range, Vector, View, Within, sincos_turns


class Spiral(Motion):
    """A spiral around the local z axis."""

    radius_m: Annotated[Range, Within(0.01, 100)] = Range(0.3, 0.9)
    """Maximum radius, in meters."""

    def trace(self, parameters: dict[str, NDArray[np.float64]], time: NDArray[np.float64]) -> Curve:
        sine, cosine = sincos_turns(2.0 * time)
        radius = parameters["radius_m"] * time
        return radius * cosine, radius * sine, np.zeros_like(radius)

    def is_recognizable(self, axis_depths: list[NDArray[np.float64]]) -> NDArray[np.bool_]:
        return np.abs(axis_depths[2]) > 0.5

    def equation(self, parameters: dict[str, float], axes: tuple[Vector, Vector, Vector]) -> str:
        return f"r = {parameters['radius_m']:.4f} t"

    def describe(self, parameters: dict[str, float], view: View) -> str:
        return "The ball spirals outwards."
'''


def test_a_fifth_class_takes_one_file_and_one_block_and_regenerates_no_other_shard(project):
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


def test_a_faulty_class_file_is_reported_without_a_traceback(project):
    project.path("curveball/motions/spiral.py").write_text(SPIRAL.replace("class Spiral(", "class Helix("))

    run = project.snakemake("--dry-run", config=("classes={spiral: {}}",))

    assert run.returncode != 0
    assert "Traceback" not in run.screen
    assert "classes.spiral: curveball/motions/spiral.py must define `class Spiral(Motion)`" in run.screen
