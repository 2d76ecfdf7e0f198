"""Bad input gets a clear message, an exit code, and leaves what was good."""

import pytest


@pytest.mark.parametrize(
    ("setting", "key", "allowed"),
    [
        ("samples_per_clas=5", "samples_per_clas", "Did you mean samples_per_class?"),
        ("samples_per_class=100000000000", "samples_per_class", "less than or equal to 10000000"),
        ("ball={radius: [0.05, nan]}", "ball.radius", "0.005 <= low <= high <= 0.45"),
        ('classes={"../linear": {}}', "classes.../linear", "lower-case letters"),
    ],
)
def test_a_bad_setting_is_explained_and_touches_nothing(project, setting, key, allowed):
    before = {path: path.stat().st_mtime_ns for path in project.path("results").rglob("*")}

    run = project.snakemake(config=(setting,))

    assert run.returncode != 0
    assert "Traceback" not in run.screen
    assert f"  {key}: " in run.screen
    assert allowed in run.screen
    assert {path: path.stat().st_mtime_ns for path in project.path("results").rglob("*")} == before


UNUSABLE_FILES = {
    "no file": (None, "No such file"),
    "not UTF-8": (b"seed: \xff\n", "line 1: not UTF-8 text"),
    "not YAML": (b"seed: 1\nclasses: [1\n", "line 3: not valid YAML"),
    "a list": (b"- 1\n- 2\n", "no keys at its top level"),
    "nothing": (b"", "no keys at its top level"),
}


@pytest.mark.parametrize(("content", "reason"), UNUSABLE_FILES.values(), ids=UNUSABLE_FILES)
def test_a_config_file_that_cannot_be_used_is_named_with_the_reason(project, tmp_path, content, reason):
    mine = tmp_path / "mine.yaml"
    if content is not None:
        mine.write_bytes(content)

    run = project.snakemake("--configfile", str(mine))

    assert run.returncode != 0
    assert "Traceback" not in run.screen
    assert f"The configuration file {mine} cannot be used" in run.screen
    assert reason in run.screen


def test_a_folder_is_no_config_file(project, tmp_path):
    run = project.snakemake(f"--configfile={tmp_path}")

    assert run.returncode != 0
    assert "Traceback" not in run.screen
    assert "Is a directory" in run.screen


@pytest.mark.parametrize("content", [b"seed: \xff\n", b"seed: [1\n"])
def test_the_default_configuration_is_named_where_it_cannot_be_used(project, content):
    project.path("config/config.yaml").write_bytes(content)

    run = project.snakemake()

    assert run.returncode != 0
    assert "Traceback" not in run.screen
    assert "The configuration file config/config.yaml cannot be used" in run.screen


def test_without_the_check_snakemake_runs_from_elsewhere(project, tmp_path):
    (tmp_path / "elsewhere").mkdir()

    stale = project.stale_with("--snakefile", str(project.path("Snakefile")), folder=tmp_path / "elsewhere")

    assert stale["merge_dataset"] == 1


def test_a_config_file_may_be_json(project, tmp_path):
    mine = tmp_path / "mine.json"
    mine.write_text('{\n\t"classes": {"helical": null}\n}\n')

    assert "generate_helical" not in project.stale_with("--configfile", str(mine))


def test_a_framing_that_cannot_be_satisfied_names_class_and_setting_before_any_job(project):
    run = project.snakemake(config=("framing={extent: [0.49, 0.5]}",))

    assert run.returncode != 0
    assert "Traceback" not in run.screen
    assert "No usable view of linear (index 0)" in run.screen
    assert "framing.extent [0.49, 0.5]" in run.screen
    assert "Building DAG" not in run.screen


def test_a_corrupt_shard_is_named(project):
    shard = project.path("results/shards/helical/00000.parquet")
    shard.write_bytes(shard.read_bytes()[:-100])
    project.path("results/dataset/manifest.json").unlink()

    run = project.snakemake()

    assert run.returncode != 0
    assert "Traceback" not in run.screen
    assert "results/shards/helical/00000.parquet: not a complete shard" in run.screen.split("Elapsed")[1]
