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


@pytest.mark.parametrize("text", ["a: [1\n", "- 1\n- 2\n"])
def test_a_config_file_that_does_not_parse_is_refused(project, tmp_path, text):
    mine = tmp_path / "mine.yaml"
    mine.write_text(text)

    run = project.snakemake("--configfile", str(mine))

    assert run.returncode != 0
    assert "Traceback" not in run.screen
    assert "Config file" in run.screen


@pytest.mark.parametrize(("content", "reason"), [(None, "No such file"), (b"seed: \xff\n", "no UTF-8 text")])
def test_a_config_file_that_cannot_be_read_is_refused(project, tmp_path, content, reason):
    mine = tmp_path / "mine.yaml"
    if content:
        mine.write_bytes(content)

    run = project.snakemake("--configfile", str(mine))

    assert run.returncode != 0
    assert "Traceback" not in run.screen
    assert f"--configfile {mine}: can't be read" in run.screen
    assert reason in run.screen


def test_a_folder_is_no_config_file(project, tmp_path):
    run = project.snakemake(f"--configfile={tmp_path}")

    assert run.returncode != 0
    assert "Traceback" not in run.screen
    assert "Is a directory" in run.screen


def test_a_framing_that_cannot_be_satisfied_names_class_and_setting(project):
    run = project.snakemake("--until", "generate_linear", config=("framing={extent: [0.49, 0.5]}",))

    assert run.returncode != 0
    assert "Traceback" not in run.screen
    last_lines = run.screen.split("Elapsed")[1]
    assert "No usable view of" in last_lines
    assert "framing.extent [0.49, 0.5]" in last_lines


def test_a_corrupt_shard_is_named(project):
    shard = project.path("results/shards/helical/00000.parquet")
    shard.write_bytes(shard.read_bytes()[:-100])
    project.path("results/dataset/manifest.json").unlink()

    run = project.snakemake()

    assert run.returncode != 0
    assert "Traceback" not in run.screen
    assert "results/shards/helical/00000.parquet: not a whole shard" in run.screen.split("Elapsed")[1]
