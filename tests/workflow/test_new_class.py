"""A fifth class takes one new file and one block of the configuration."""

import re
from pathlib import Path

import pytest

import curveball

SPIRAL = (Path(__file__).parents[2] / "docs" / "how-to" / "spiral.py").read_text(encoding="utf-8")
"""The example of the guide docs/how-to/add-a-class-of-motion.md."""


@pytest.mark.slow
def test_a_fifth_class_takes_one_file_and_one_block_and_regenerates_no_other_shard(project):
    project.path("curveball/motions/spiral.py").write_text(SPIRAL)
    project.path("spiral.yaml").write_text("classes:\n  spiral: {}\n")

    stale = project.stale_with("--configfile", "spiral.yaml")
    project.make("--until", "merge_dataset", "--configfile", "spiral.yaml")
    dataset = curveball.Dataset(project.path("results/dataset"))
    spirals = [sample for sample in dataset if sample["class_name"] == "spiral"]

    assert [rule for rule in stale if rule.startswith("generate_")] == ["generate_spiral"]
    assert stale["generate_spiral"] == 2
    assert len(spirals) == 8
    assert {sample["label"] for sample in spirals} == {4}
    for sample in spirals:
        way = "inward" if sample["is_reversed"] else "outward"
        assert re.search(rf"ball (that )?(spirals|winds) {way}", sample["description"])
    assert any('"a spiral"' in sample["questions"] for sample in dataset if sample["class_name"] != "spiral")
    assert all(0.3 <= sample["spiral_radius_m"] < 0.9 for sample in spirals)


def test_a_faulty_class_file_is_reported_without_a_traceback(project):
    project.path("curveball/motions/spiral.py").write_text(SPIRAL.replace("class Spiral(", "class Helix("))

    run = project.snakemake("--dry-run", config=("classes={spiral: {}}",))

    assert run.returncode != 0
    assert "Traceback" not in run.screen
    assert "classes.spiral: curveball/motions/spiral.py must define `class Spiral(Motion)`" in run.screen
