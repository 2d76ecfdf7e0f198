"""A dataset in parts is the same dataset, and only parts that changed are regenerated."""

import json
import re

import pytest

from tests.support.project import Project

pytestmark = pytest.mark.slow
PARTS = ("samples_per_class=2000", "samples_per_shard=500", "samples_per_part=1000", "rows_per_file=40")
SMALL = (
    "height=16",
    "width=16",
    "frames=2",
    "splits={train: 0.5, validation: 0.25, test: 0.25, twins: 20}",
    "classes={circular: null, parabolic: null}",
)
WHOLE = ("samples_per_part=auto",)
AFTER_PARTS = {
    name: 1
    for name in ("merge_dataset", "validate_dataset", "describe_dataset", "write_report", "enforce_checks", "all")
}


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    project = Project.copy_of_the_repository(tmp_path_factory.mktemp("parts") / "project")
    project.config = PARTS + SMALL
    project.make()
    return project


@pytest.fixture
def project(finished, tmp_path) -> Project:
    return finished.copy(tmp_path / "project")


def parts_of(stale: dict[str, int]) -> tuple[set[str], int]:
    """Return the jobs that merge a part, and how many parts are validated."""
    return {rule for rule in stale if rule.startswith("merge_part")}, stale.get("validate_part", 0)


def test_the_dataset_and_its_validation_are_those_of_one_part(project):
    before = {path.name: path.read_bytes() for path in project.path("results/dataset/data").iterdir()}
    checks = json.loads(project.path("results/validation.json").read_bytes())["checks"]
    assert project.stale(*WHOLE) == AFTER_PARTS
    project.make(config=WHOLE)
    assert {path.name: path.read_bytes() for path in project.path("results/dataset/data").iterdir()} == before
    assert json.loads(project.path("results/validation.json").read_bytes())["checks"] == checks


def test_nothing_runs_when_nothing_changed(project):
    assert project.stale() == {}


def test_a_shard_that_is_damaged_regenerates_the_parts_that_read_it(project):
    with project.path("results/shards/helical/00003.parquet").open("ab") as file:
        file.write(b"x")
    stale = project.stale()
    merged, validated = parts_of(stale)
    assert "merge_part_00003" in merged
    assert "merge_part_00000" not in merged
    assert validated == len(merged) < 4
    assert stale["generate_helical"] == 1
    assert AFTER_PARTS.items() <= stale.items()
    project.make()
    assert project.stale() == {}


@pytest.mark.parametrize(
    ("name", "merged", "validated"),
    [
        ("results/dataset/data/train-00000.parquet", {"merge_part_00000"}, 1),
        ("results/parts/00002/checked.arrays", set(), 1),
        ("results/parts/00003/merged.json", {"merge_part_00003"}, 1),
        ("results/dataset/manifest.json", set(), 0),
    ],
)
def test_a_file_that_is_deleted_is_regenerated_by_its_part(project, name, merged, validated):
    project.path(name).unlink()
    assert parts_of(project.stale()) == (merged, validated)


def test_shards_come_before_parts_that_could_be_merged_and_these_before_parts_that_could_be_validated(project):
    for lost in ("shards/helical/00003.parquet", "parts/00000/merged.json", "parts/00001/checked.json"):
        project.path(f"results/{lost}").unlink()
    project.make(cores=1)
    ends = {path.stem: path.stat().st_mtime for path in project.path("results/benchmarks").iterdir()}
    first = ("generate_helical_00003", "merge_part_00000", "validate_part_00001")
    assert sorted(first, key=ends.__getitem__) == list(first)


def test_a_run_with_other_settings_that_stops_after_some_parts_leaves_no_manifest(project):
    data = project.path("results/dataset/data")
    before = {path.name: path.read_bytes() for path in data.iterdir()}
    assert project.snakemake("--until", "merge_part_00001", config=("seed=8",)).returncode == 0
    assert not project.path("results/dataset/manifest.json").exists()
    project.make()
    assert {path.name: path.read_bytes() for path in data.iterdir()} == before


def test_a_part_is_validated_once_its_machine_sees_the_files_that_another_one_has_written(project):
    screen = project.make("--dry-run", "--forcerun", "validate_part")
    inputs = re.findall(r"rule validate_part:\n    input: (.*)", screen)
    data = sorted(file for line in inputs for file in line.split(", ") if file.endswith(".parquet"))
    merged = [path for path in project.path("results/dataset/data").iterdir() if "twins" not in path.name]
    assert data == sorted(f"results/dataset/data/{path.name}" for path in merged)


def test_growth_generates_only_new_shards(project):
    stale = project.stale("samples_per_class=4000")
    assert {rule: number for rule, number in stale.items() if rule.startswith("generate")} == {
        "generate_linear": 4,
        "generate_helical": 4,
    }
