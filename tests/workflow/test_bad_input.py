"""Bad input gets a clear message, an exit code, and leaves what was good."""

import base64
from pathlib import Path

import pytest


@pytest.mark.parametrize(
    ("setting", "key", "allowed"),
    [
        ("samples_per_clas=5", "samples_per_clas", "Did you mean samples_per_class?"),
        ("samples_per_class=100000000000", "samples_per_class", "less than or equal to 100000000"),
        ("ball={radius: [0.05, nan]}", "ball.radius", "0.005 <= low <= high <= 0.45"),
        ("seed={}", "seed", "valid integer; found {}"),
        ('classes={"../linear": {}}', "classes.../linear", "lower-case letters"),
    ],
)
def test_a_bad_setting_is_explained_and_touches_nothing(kept_project, setting, key, allowed):
    before = kept_project.state()

    run = kept_project.snakemake(config=(setting,))

    assert run.returncode != 0
    assert "Traceback" not in run.screen
    assert f"  {key}: " in run.screen
    assert allowed in run.screen
    assert kept_project.state() == before


def test_machines_that_share_no_folder_are_refused_before_anything_is_touched(kept_project):
    before = kept_project.state()

    run = kept_project.snakemake("--shared-fs-usage", "none")

    assert run.returncode != 0
    assert "Traceback" not in run.screen
    assert "Curveball cannot run with --shared-fs-usage without " in run.screen
    assert "all jobs must read and write in one folder" in run.screen
    assert kept_project.state() == before


UNUSABLE_FILES = {
    "no file": (None, "No such file"),
    "not UTF-8": (b"seed: \xff\n", "line 1: not UTF-8 text"),
    "not YAML": (b"seed: 1\nclasses: [1\n", "line 3: not valid YAML"),
    "a list": (b"- 1\n- 2\n", "no keys at its top level"),
    "nothing": (b"", "no keys at its top level"),
}


@pytest.mark.parametrize(("content", "reason"), UNUSABLE_FILES.values(), ids=UNUSABLE_FILES)
def test_a_config_file_that_cannot_be_used_is_named_with_the_reason(kept_project, tmp_path, content, reason):
    mine = tmp_path / "mine.yaml"
    if content is not None:
        mine.write_bytes(content)

    run = kept_project.snakemake("--configfile", str(mine))

    assert run.returncode != 0
    assert "Traceback" not in run.screen
    assert f"The configuration file {mine} cannot be used" in run.screen
    assert reason in run.screen


def test_a_folder_is_no_config_file(kept_project, tmp_path):
    run = kept_project.snakemake(f"--configfile={tmp_path}")

    assert run.returncode != 0
    assert "Traceback" not in run.screen
    assert "Is a directory" in run.screen


@pytest.mark.parametrize("content", [b"seed: \xff\n", b"seed: [1\n"])
def test_the_default_configuration_is_named_where_it_cannot_be_used(project, content):
    project.path("config/config.yaml").write_bytes(content)

    run = project.snakemake()

    assert run.returncode != 0
    assert "Traceback" not in run.screen
    assert f"Invalid configuration file {project.path('config/config.yaml')}: line " in run.screen


@pytest.fixture
def elsewhere(tmp_path) -> Path:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    return folder


def test_snakemake_runs_from_elsewhere(kept_project, elsewhere):
    stale = kept_project.stale_with("--snakefile", str(kept_project.path("Snakefile")), folder=elsewhere)

    assert stale["merge_dataset"] == 1


@pytest.mark.slow
@pytest.mark.parametrize("profile", [(), ("--workflow-profile", "none")], ids=["", "without the profile"])
def test_a_config_file_with_two_meanings_is_rejected_from_elsewhere(kept_project, elsewhere, profile):
    (elsewhere / "mine.yaml").write_text("seed: 1\nseed: 2\n")

    run = kept_project.snakemake(
        *("--snakefile", str(kept_project.path("Snakefile")), "--configfile", "mine.yaml", *profile), folder=elsewhere
    )

    assert run.returncode != 0
    assert "Traceback" not in run.screen
    assert "mine.yaml" in run.screen
    assert "line 2: the key seed occurs twice" in run.screen
    assert not (elsewhere / "results").exists()


@pytest.mark.slow
@pytest.mark.parametrize("profile", [(), ("--workflow-profile", "none")], ids=["", "without the profile"])
def test_settings_that_snakemake_would_drop_are_rejected(kept_project, profile):
    run = kept_project.snakemake("--config", "seed=1", *profile)

    assert run.returncode != 0
    assert "Traceback" not in run.screen
    assert "--config is given 2 times" in run.screen


@pytest.mark.slow
def test_the_last_of_several_config_files_wins_and_settings_are_merged(kept_project, tmp_path):
    (tmp_path / "a.yaml").write_bytes(
        b"\xef\xbb\xbfchecks:\r\n  center_px_median: 0.04\r\nclasses:\r\n  linear: null\r\n"
    )
    (tmp_path / "b.json").write_text('{"checks": {"center_px_max": 0.2}, "classes": {"linear": {}}}')

    stale = kept_project.stale_with("--configfile", str(tmp_path / "a.yaml"), str(tmp_path / "b.json"))

    assert stale == {"validate_dataset": 1, "describe_dataset": 1, "write_report": 1, "enforce_checks": 1, "all": 1}, (
        "linear is back"
    )


@pytest.mark.slow
def test_an_incomplete_job_runs_again_without_the_profile(project):
    """A killed run leaves a file of this name in Snakemake's folder."""
    marker = project.path(".snakemake/incomplete") / base64.b64encode(b"results/validation.json").decode()
    marker.write_text('{"external_jobid": null}')

    assert project.stale_with("--workflow-profile", "none")["validate_dataset"] == 1


def test_a_config_file_may_be_json(kept_project, tmp_path):
    mine = tmp_path / "mine.json"
    mine.write_text('{\n\t"classes": {"helical": null}\n}\n')

    assert "generate_helical" not in kept_project.stale_with("--configfile", str(mine))


def test_a_framing_that_cannot_be_satisfied_names_class_and_setting_before_any_job(kept_project):
    run = kept_project.snakemake(config=("framing={extent: [0.49, 0.5]}",))

    assert run.returncode != 0
    assert "Traceback" not in run.screen
    assert "No usable view of linear (index 0)" in run.screen
    assert "framing.extent [0.49, 0.5]" in run.screen
    assert "Building DAG" not in run.screen
