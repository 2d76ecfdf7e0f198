"""Configuration files and values of --config that cannot be used are named, with the reason."""

import json
from pathlib import Path

import pytest

from curveball.pipeline.config_files import (
    UnusableSettingsError,
    check_command,
    check_config_entry,
    check_config_file,
    main,
)


@pytest.fixture
def clone(tmp_path, monkeypatch) -> Path:
    """The root of a clone, where Snakemake is started."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("content", ["seed: 1\n", '{"seed": 1}', '{\n\t"seed": 1\n}\n', "{}"])
def test_yaml_and_json_are_accepted(tmp_path, content):
    path = tmp_path / "mine"
    path.write_text(content)

    check_config_file(path)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"seed: \xff\n", "line 1: not UTF-8 text"),
        (b"seed: 1\nclasses: [1\n", "line 3: not valid YAML"),
        (b"seed: 1\nseed: 2\n", "line 2: the key seed occurs twice"),
        (b'{"seed": 1, "seed": 2}', "line 1: the key seed occurs twice"),
        (b"seed: 0042\n", "line 1: 0042 is octal in YAML 1.1"),
        (b"__use_yte__: true\n", "templates are not supported"),
        (b"- 1\n- 2\n", "it has no keys at its top level"),
        (b"", "it has no keys at its top level"),
        (b"42", "it has no keys at its top level"),
        (json.dumps([1]).encode(), "it has no keys at its top level"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_with_the_reason(tmp_path, content, reason):
    path = tmp_path / "mine.yaml"
    path.write_bytes(content)

    with pytest.raises(UnusableSettingsError, match="must be YAML or JSON") as caught:
        check_config_file(path)
    assert str(caught.value).startswith(f"The configuration file {path} cannot be used: ")
    assert reason in str(caught.value)


def test_a_missing_file_and_a_folder_are_named(tmp_path):
    with pytest.raises(UnusableSettingsError, match=r"none\.yaml cannot be used: No such file"):
        check_config_file(tmp_path / "none.yaml")
    with pytest.raises(UnusableSettingsError, match="Is a directory"):
        check_config_file(tmp_path)


def test_the_first_unusable_file_ends_the_process_with_its_message(clone):
    (clone / "bad.yaml").write_text("[")

    main(["snakemake", "--cores", "1"])
    with pytest.raises(SystemExit, match=r"\nThe configuration file bad\.yaml cannot be used"):
        main(["snakemake", "--configfile", "bad.yaml", "none.yaml"])


@pytest.mark.parametrize("option", ["--config", "--configfile"])
def test_an_option_that_is_given_twice_is_rejected_because_snakemake_uses_the_last(option):
    with pytest.raises(
        UnusableSettingsError, match=f"{option} is given 2 times.*\nWrite all values after one {option}"
    ):
        check_command(["/bin/snakemake", option, "seed=1", "--cores", "1", option, "frames=4"])
    check_command(["/bin/snakemake", option, "seed=1", "frames=4"])


def test_the_command_of_another_program_is_not_checked():
    check_command(["pytest", "--config", "a", "--config", "b"])


@pytest.mark.parametrize(
    "entry", ["seed=3", "seed=", "style='trail'", "ball={color: '#102030'}", "classes={linear: null}"]
)
def test_a_setting_of_the_command_line_is_accepted(entry):
    check_config_entry(entry)


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ("background=#000000", "nothing is left of it, as YAML comments start with #"),
        ("background='#000000'", "nothing is left of it, as YAML comments start with #"),
        ("ball={color: #000000}", "not valid YAML"),
        ("seed", "it must be key=value"),
        ("=5", "it must be key=value"),
        ("1seed=5", "it must be key=value"),
        ("ball={outline: 0.1, outline: 0.2}", "the key outline occurs twice"),
        ("seed= ", "empty"),
    ],
)
def test_a_setting_of_the_command_line_that_cannot_be_used_is_named_with_the_reason(clone, entry, reason):
    with pytest.raises(SystemExit) as caught:
        main(["snakemake", "--cores", "1", "--config", "frames=4", entry])
    assert str(caught.value).startswith(f"\n--config {entry} cannot be used: {reason}")
    assert "--configfile mine.yaml" in str(caught.value)
