"""Only what is stale runs again."""

import os
import shutil
import time

import pytest

AFTER_VALIDATION = {"describe_dataset": 1, "write_report": 1, "enforce_checks": 1, "all": 1}
AFTER_DATASET = {"validate_dataset": 1} | AFTER_VALIDATION
AFTER_SHARDS = {"merge_dataset": 1} | AFTER_DATASET
REPORT = {"write_report": 1, "enforce_checks": 1, "all": 1}
DESCRIPTION = {"describe_dataset": 1, "enforce_checks": 1, "all": 1}
ALL_SHARDS = {f"generate_{name}": 2 for name in ("linear", "circular", "helical", "parabolic")}
ONE_SHARD_EACH = dict.fromkeys(ALL_SHARDS, 1)


def test_nothing_runs_when_nothing_changed(kept_project):
    assert kept_project.stale() == {}


def test_nothing_runs_with_another_number_of_cores(kept_project):
    assert kept_project.stale(cores=1) == {}


def test_nothing_runs_after_a_fresh_checkout(project):
    later = time.time() + 10
    for folder in ("config", "curveball", "envs", "profiles", "workflow"):
        for path in project.path(folder).rglob("*"):
            os.utime(path, (later, later))
    os.utime(project.path("Snakefile"), (later, later))

    assert project.stale() == {}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("curveball/motions/helical.py", {"generate_helical": 2} | AFTER_SHARDS),
        pytest.param("curveball/generation/rendering.py", ALL_SHARDS | AFTER_SHARDS, marks=pytest.mark.slow),
        pytest.param("workflow/scripts/generate_shard.py", ALL_SHARDS | AFTER_SHARDS, marks=pytest.mark.slow),
        ("curveball/dataset/merging.py", AFTER_SHARDS),
        pytest.param("curveball/validation/checks/table.py", AFTER_DATASET, marks=pytest.mark.slow),
        pytest.param("curveball/report/template/page.css", REPORT, marks=pytest.mark.slow),
        ("curveball/validation/verdict.py", REPORT),
        pytest.param("curveball/publication/template/card.md.jinja", DESCRIPTION, marks=pytest.mark.slow),
        pytest.param("CITATION.cff", DESCRIPTION, marks=pytest.mark.slow),
        pytest.param("curveball/pipeline/progress.py", {}, marks=pytest.mark.slow),
        pytest.param("workflow/rules/common.smk", {}, marks=pytest.mark.slow),
    ],
)
def test_an_edit_of_the_code_makes_stale_what_depends_on_it(project, name, expected):
    """`tests/unit/pipeline/test_specs.py` edits every other file of the code."""
    with project.path(name).open("a") as file:
        file.write("\n# edited\n" if not name.endswith(".css") else "\n/* edited */\n")

    assert project.stale() == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param(
            "turns: [1.5, 2.5]",
            "turns: [1.5, 2.4]",
            {"generate_helical": 2} | AFTER_SHARDS,
            marks=pytest.mark.slow,
        ),
        pytest.param("train: 0.8", "train: 0.8 # still", {}, marks=pytest.mark.slow),
        ("center_px_median: 0.05", "center_px_median: 0.04", AFTER_DATASET),
    ],
)
def test_an_edit_of_the_configuration_makes_stale_what_depends_on_it(project, old, new, expected):
    project.edit("config/config.yaml", old, new)

    assert project.stale() == expected


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        (("height=32", "width=24"), ALL_SHARDS | AFTER_SHARDS),
        pytest.param(
            ("samples_per_class=15",), ALL_SHARDS | AFTER_SHARDS, marks=pytest.mark.slow
        ),  # the second shard grows, the third is new
        (("samples_per_class=7",), ONE_SHARD_EACH | AFTER_SHARDS),  # the second is cut
        (("samples_per_class=5",), AFTER_SHARDS),  # the second is no longer needed
        pytest.param(("splits={train: 0.6, validation: 0.2, test: 0.2}",), AFTER_SHARDS, marks=pytest.mark.slow),
        (("classes={helical: {turns: [1.5, 2.4]}}",), {"generate_helical": 2} | AFTER_SHARDS),  # labels stay
    ],
    ids=str,
)
def test_a_setting_makes_stale_what_depends_on_it(kept_project, config, expected):
    assert kept_project.stale(*config) == expected


@pytest.mark.slow
def test_twice_the_samples_need_only_the_new_shards(project):
    project.make("--until", "generate_linear", config=("samples_per_class=10",))

    assert project.stale("samples_per_class=20")["generate_linear"] == 2


def test_a_deleted_shard_is_regenerated(project):
    project.path("results/shards/circular/00001.parquet").unlink()

    assert project.stale() == {"generate_circular": 1} | AFTER_SHARDS


def test_a_deleted_file_of_the_dataset_is_regenerated(project):
    project.path("results/dataset/data/test-00000.parquet").unlink()

    assert project.stale() == AFTER_SHARDS


def forget(project) -> None:
    """Remove what Snakemake remembers."""
    shutil.rmtree(project.path(".snakemake"))


def test_without_its_memory_nothing_runs_that_is_as_it_should_be(project):
    forget(project)
    assert project.stale() == {}


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ("seed=43", ALL_SHARDS | AFTER_SHARDS),
        pytest.param("style=trail", ALL_SHARDS | AFTER_SHARDS, marks=pytest.mark.slow),
        pytest.param("samples_per_class=7", ONE_SHARD_EACH | AFTER_SHARDS, marks=pytest.mark.slow),
        pytest.param("splits={train: 0.6, validation: 0.2, test: 0.2}", AFTER_SHARDS, marks=pytest.mark.slow),
        pytest.param("checks={center_px_median: 0.04}", AFTER_DATASET, marks=pytest.mark.slow),
    ],
)
def test_without_its_memory_another_configuration_is_not_mistaken_for_this_one(project, config, expected):
    forget(project)
    assert project.stale(config) == expected


@pytest.mark.slow
@pytest.mark.parametrize("how", ["--touch", "--drop-metadata"])
def test_touching_does_not_turn_results_into_those_of_another_seed(project, how):
    project.snakemake(how, config=("seed=43",))
    assert project.stale("seed=43") == ALL_SHARDS | AFTER_SHARDS


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("results/dataset/data/train-00000.parquet", AFTER_SHARDS),
        pytest.param(
            "results/shards/helical/00001.parquet", {"generate_helical": 1} | AFTER_SHARDS, marks=pytest.mark.slow
        ),
        pytest.param("results/validation.json", AFTER_DATASET, marks=pytest.mark.slow),
        pytest.param("results/figures/strip_linear.png", REPORT, marks=pytest.mark.slow),
        pytest.param("results/dataset/README.md", DESCRIPTION, marks=pytest.mark.slow),
        pytest.param("results/verdict.txt", {"enforce_checks": 1, "all": 1}, marks=pytest.mark.slow),
        pytest.param("results/records/write_report.json", REPORT, marks=pytest.mark.slow),
    ],
)
def test_a_changed_byte_makes_stale_its_result_and_what_comes_after(project, name, expected):
    path = project.path(name)
    times, content = path.stat(), bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))

    assert project.stale() == expected


def test_what_the_target_does_not_need_is_left_alone(project):
    project.path("results/report.html").write_text("changed")
    assert project.stale_with("results/dataset/manifest.json") == {}
