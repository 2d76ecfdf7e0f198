"""Outputs of rules are deleted and requested: the rules regenerate them, and nothing else runs."""

import pyarrow.parquet as pq
import pytest

from curveball.config.loading import parse_config
from curveball.dataset import layout
from curveball.dataset.manifest import read_manifest
from curveball.generation.identity import identity
from curveball.generation.shards import write_shard
from curveball.pipeline.specs import shard_spec

CLASSES = ("linear", "circular", "helical", "parabolic")


def test_each_generate_rule_generates_the_shards_of_its_class(project):
    shards = {name: project.path(f"results/shards/{name}/00001.parquet") for name in CLASSES}
    expected = {name: shard.read_bytes() for name, shard in shards.items()}
    for shard in shards.values():
        shard.unlink()

    screen = project.make(*(f"results/shards/{name}/00001.parquet" for name in CLASSES)) + project.log

    assert "4 of 4 steps" in screen
    for name, shard in shards.items():
        table = pq.read_table(shard)
        assert f"rule generate_{name}:" in screen
        assert table["index"].to_pylist() == [5, 6, 7]
        assert set(table["class_name"].to_pylist()) == {name}
        assert shard.read_bytes() == expected[name]


def test_merge_dataset_regenerates_its_output_with_the_same_bytes(project):
    path = project.path("results/dataset/manifest.json")
    expected = path.read_bytes()
    path.unlink()

    project.make("results/dataset/manifest.json")

    assert "rule merge_dataset:" in project.log
    assert "1 of 1 steps" in project.log
    assert path.read_bytes() == expected


@pytest.mark.slow
def test_the_rules_after_the_dataset_regenerate_their_outputs_with_the_same_bytes(project):
    outputs = {
        "validate_dataset": "results/validation.json",
        "describe_dataset": "results/dataset/SHA256SUMS",
        "write_report": "results/figures/sheet_linear.webp",
        "enforce_checks": "results/verdict.txt",
    }
    expected = {output: project.path(output).read_bytes() for output in outputs.values()}
    for output in (*outputs.values(), "results/report.html"):
        project.path(output).unlink()

    project.make("results/verdict.txt")

    assert "4 of 4 steps" in project.log
    for rule, output in outputs.items():
        assert f"rule {rule}:" in project.log
        assert project.path(output).read_bytes() == expected[output]
    assert project.path("results/report.html").read_text().rstrip().endswith("</html>")


def test_the_manifest_tells_the_files_the_configuration_and_the_versions(finished_project):
    manifest = read_manifest(finished_project.path("results/dataset/manifest.json"))

    assert sum(file.rows for file in manifest.files()) == manifest.samples == 32
    assert manifest.config["height"] == 24
    assert set(manifest.versions) >= {"curveball", "numpy", "pyarrow"}


def test_a_shard_of_another_seed_is_generated_again(project):
    config = parse_config(read_manifest(project.path("results/dataset/manifest.json")).config | {"seed": 7})
    shard = project.path("results/shards/helical/00001.parquet")
    write_shard(config, "helical", 5, 3, shard, lambda done: None, identity(shard_spec(config, "helical", 1)))

    assert project.stale()["generate_helical"] == 1


def test_a_new_dataset_never_stands_beside_an_old_verdict_or_card(project):
    project.make("--until", "merge_dataset", config=("rows_per_file=9",))

    assert project.path("results/dataset/manifest.json").exists()
    for name in ("verdict.txt", *(f"dataset/{file}" for file in layout.DESCRIPTION)):
        assert not project.path(f"results/{name}").exists(), name
