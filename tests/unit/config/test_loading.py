"""Invalid settings are explained: the file, the key, what was found and what is allowed."""

import json
import math
from pathlib import Path

import pytest

from curveball.config.errors import ConfigError
from curveball.config.loading import (
    _RENAMED,
    load_config,
    merge_settings,
    parse_config,
    parse_scalars,
    read_run_settings,
)
from curveball.config.model import Config
from curveball.structures import to_json
from tests.support.complaint import complaint, nested


def test_a_config_written_as_json_is_read_back_unchanged():
    config = parse_config({"seed": 1, "ball": {"radius": [0.1, 0.2]}, "classes": {"helical": {"turns": [3, 4]}}})
    assert parse_config(json.loads(json.dumps(to_json(config)))) == config


@pytest.mark.parametrize(
    ("key", "value", "allowed"),
    [
        # wrong types
        ("frames", "16", "valid integer"),
        ("frames", 16.5, "valid integer"),
        ("frames", 16.0, "valid integer"),
        ("frames", True, "valid integer"),
        ("frames", None, "valid integer"),
        ("frames", [16], "valid integer"),
        ("seed", False, "valid integer"),
        ("grayscale", 1, "valid boolean"),
        ("grayscale", "yes", "valid boolean"),
        ("jitter.probability", True, "valid number"),
        ("jitter.probability", "0.8", "valid number"),
        ("jitter", None, "mapping of keys to values"),
        ("jitter", 0, "mapping of keys to values"),
        ("ball", [], "mapping of keys to values"),
        ("classes", [], "mapping of class names"),
        ("classes", "linear", "mapping of class names"),
        ("classes.linear", True, "mapping of keys to values"),
        ("classes.linear.visibility", True, "valid number"),
        # negative, zero, huge, not a number
        ("seed", -1, "greater than or equal to 0"),
        ("seed", 2**63, f"less than or equal to {2**63 - 1}"),
        ("samples_per_class", 0, "greater than or equal to 1"),
        ("samples_per_class", -5, "greater than or equal to 1"),
        ("samples_per_class", 10**9, "less than or equal to 100000000"),
        ("samples_per_class", 10**400, "less than or equal to 100000000"),
        ("samples_per_shard", 0, "greater than or equal to 1"),
        ("rows_per_file", 0, "greater than or equal to 1"),
        ("frames", 0, "greater than or equal to 1"),
        ("frames", 1025, "less than or equal to 1024"),
        ("exports", ["npz", "npz"], "must be different formats"),
        ("height", 7, "greater than or equal to 8"),
        ("width", 100_000, "less than or equal to 1024"),
        ("ball.outline", 1.01, "less than or equal to 1"),
        ("ball.outline", math.nan, "finite number"),
        ("jitter.probability", -0.1, "greater than or equal to 0"),
        ("framing.margin_px", math.inf, "finite number"),
        ("framing.margin_px", 0.5, "greater than or equal to 1"),
        ("framing.max_attempts", 0, "greater than or equal to 1"),
        ("checks.center_px_median", 0, "greater than 0"),
        ("checks.false_alarm_rate", 1e-10, "greater than or equal to 1e-09"),
        ("checks.false_alarm_rate", 0.11, "less than or equal to 0.1"),
        ("checks.projection_px", 10**400, "valid number"),
        ("classes.linear.visibility", math.nan, "finite number"),
        ("classes.linear.visibility", 1.0, "less than or equal to 0.9"),
        # ranges
        ("ball.radius", [0.2, 0.1], "[low, high] with 0.005 <= low <= high <= 0.45"),
        ("ball.radius", 0.1, "[low, high] with 0.005 <= low <= high <= 0.45"),
        ("ball.radius", [0.1, 10**400], "[low, high] with 0.005 <= low <= high <= 0.45"),
        ("framing.extent", [0.1, math.nan], "[low, high] with 0.001 <= low <= high <= 0.5"),
        ("jitter.std", [-0.1, 0.1], "[low, high] with 0 <= low <= high <= 0.1"),
        ("classes.helical.turns", [2, 1], "[low, high] with 0.1 <= low <= high <= 100"),
        ("classes.circular.radius_m", ["a", "b"], "[low, high] with 0.01 <= low <= high <= 100"),
        # choices and colors
        ("style", "dots", "'dot' or 'trail'"),
        ("background", "white", "#[0-9a-fA-F]{6}"),
        ("ball.color", "#ff000", "#[0-9a-fA-F]{6}"),
        ("ball.color", "#ff0000\n", "#[0-9a-fA-F]{6}"),
        ("ball.color", 0xFF0000, "valid string"),
    ],
)
def test_an_invalid_value_is_rejected_with_its_key_what_was_found_and_what_is_allowed(key, value, allowed):
    message = complaint(nested(key, value))
    assert message.startswith(f"  {key}: ")
    assert allowed in message
    assert f"found {value!r:.70}" in message
    assert "\n" not in message
    assert len(message) < 300


@pytest.mark.parametrize(
    ("key", "hint"),
    [
        ("seeed", "Did you mean seed?"),
        ("sample_per_class", "Did you mean samples_per_class?"),
        (
            "ball.colour",  # codespell:ignore colour
            "Did you mean color? Allowed here: radius, outline, pulse, color, outline_color",
        ),
        ("framing.max_attempt", "Did you mean max_attempts?"),
        ("splits.val", "Allowed here: train, validation, test"),
        ("classes.linear.lenght_m", "Did you mean length_m? Allowed here: length_m, visibility"),
        ("xyz", "Allowed here: seed, samples_per_class"),
    ],
)
def test_an_unknown_key_is_rejected_with_the_keys_that_are_allowed(key, hint):
    message = complaint(nested(key, 1))
    assert message.startswith(f"  {key}: unknown key. ")
    assert hint in message


@pytest.mark.parametrize("settings", [None, [], "seed: 42", 42])
def test_settings_that_are_not_a_mapping_are_rejected(settings):
    assert complaint(settings).startswith("  config: must be a mapping of keys to values; found ")


def test_a_key_that_is_not_a_string_is_rejected():
    assert complaint({42: "seed"}).startswith("  42: ")


def test_every_invalid_setting_has_its_own_line():
    settings = {"seed": -1, "frames": "x", "ball": {"color": 1}, "classes": {"linear": {"length_m": 3}, "oval": {}}}
    keys = [line.split(":")[0].strip() for line in complaint(settings).splitlines()]
    assert keys == ["seed", "frames", "ball.color", "classes.linear.length_m", "classes.oval"]


def test_a_long_value_is_abbreviated():
    assert len(complaint({"style": "x" * 10_000})) < 200


@pytest.mark.parametrize(("old", "new"), _RENAMED.items())
def test_a_key_of_version_0_1_0_is_rejected_with_its_current_name(old, new):
    assert complaint(nested(old, 1)) == f"  {old}: this key has been renamed to {new}"


@pytest.mark.parametrize("name", _RENAMED.values())
def test_the_current_names_exist(name):
    section, key = name.split(".")
    assert key in type(getattr(Config(), section)).__struct_fields__


def test_the_placement_of_version_0_1_0_is_rejected_with_its_current_name():
    message = complaint({"framing": {"placement": "centred"}})  # codespell:ignore centred
    assert message == "  framing.placement: must be 'random' or 'centered'; found 'centred'"  # codespell:ignore centred


@pytest.mark.parametrize(
    ("text", "value"),
    [("3", 3), ("0.5", 0.5), ("1e-3", 0.001), ("true", True), ("false", False), ("null", None), ("", None)],
)
def test_a_string_that_spells_a_value_becomes_that_value(text, value):
    found = parse_scalars({"a": [text, {"b": text}]})
    assert found == {"a": [value, {"b": value}]}
    assert type(found["a"][0]) is type(value)


@pytest.mark.parametrize("value", ["trail", "#ff0000", 3, 0.5, True, None])
def test_other_values_are_unchanged(value):
    assert parse_scalars([value]) == [value]


def write(folder: Path, content: bytes) -> Path:
    path = folder / "mine.yaml"
    path.write_bytes(content)
    return path


def test_a_file_contains_what_differs_from_the_defaults(tmp_path):
    path = write(tmp_path, b"seed: 7\nball: {radius: [0.1, 0.2]}\n")

    assert load_config(path) == load_config(str(path)) == parse_config({"seed": 7, "ball": {"radius": [0.1, 0.2]}})


@pytest.mark.parametrize("content", [b"", b"# nothing\n", b"{}\n"])
def test_an_empty_file_is_the_default_configuration(tmp_path, content):
    assert load_config(write(tmp_path, content)) == Config()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"seed: 1\nclasses: [1\n", " line 3: not valid YAML (expected ',' or ']', but got '<stream end>')"),
        (b"seed: 1\nframes: \xff\n", " line 2: not UTF-8 text (invalid start byte)"),
        (b"seed: \x00\n", " not valid YAML (unacceptable character #x0000: special characters are not allowed"),
        (b"seed: 0042\n", " line 1: 0042 is octal in YAML 1.1"),
        (b"seed: 1\nball: {color: 1, color: 2}\n", " line 2: the key color occurs twice"),
        (b'{"seed": 1, "seed": 2}', " line 1: the key seed occurs twice"),
        (b"- 1\n- 2\n", "\n  config: must be a mapping of keys to values; found [1, 2]"),
        (b"seed: -1\n", "\n  seed: must be greater than or equal to 0; found -1"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_with_the_reason_and_the_line(tmp_path, content, reason):
    path = write(tmp_path, content)

    with pytest.raises(ConfigError) as caught:
        load_config(path)

    assert str(caught.value).startswith(f"Invalid configuration file {path}:{reason}")


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ConfigError, match=r"missing\.yaml: No such file or directory$"):
        load_config(tmp_path / "missing.yaml")


def test_a_folder_is_not_a_configuration_file(tmp_path):
    with pytest.raises(ConfigError, match=f"{tmp_path.name}: Is a directory$"):
        load_config(tmp_path)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"seed": 2}, {"seed": 2, "ball": {"outline": 0.3}, "none": None}),
        ({"seed": {}}, {"seed": {}, "ball": {"outline": 0.3}, "none": None}),
        ({"ball": {}}, {"seed": 1, "ball": {"outline": 0.3}, "none": None}),
        ({"ball": {"color": "red"}}, {"seed": 1, "ball": {"outline": 0.3, "color": "red"}, "none": None}),
        ({"ball": None}, {"seed": 1, "ball": None, "none": None}),
        ({"none": {}}, {"seed": 1, "ball": {"outline": 0.3}, "none": {}}),
        (
            {"none": {"a": {"b": 1}}, "new": []},
            {"seed": 1, "ball": {"outline": 0.3}, "none": {"a": {"b": 1}}, "new": []},
        ),
    ],
    ids=str,
)
def test_no_change_is_lost_when_settings_are_merged(changes, expected):
    settings = {"seed": 1, "ball": {"outline": 0.3}, "none": None}

    assert merge_settings(settings, changes) == expected
    assert settings == {"seed": 1, "ball": {"outline": 0.3}, "none": None}


def test_each_file_overrides_those_before_and_the_command_line_overrides_all(tmp_path):
    (tmp_path / "default.yaml").write_text("seed: 1\nclasses:\n  linear: {}\n  circular: {}\n  helical: {}\n")
    (tmp_path / "mine.yaml").write_bytes(b"\xef\xbb\xbfseed: 2\r\nclasses:\r\n  linear: null\r\n  circular: null\r\n")
    (tmp_path / "yours.json").write_text('{"frames": 4, "classes": {"spiral": {}, "linear": {"length_m": [1, 2]}}}')

    settings = read_run_settings(
        [tmp_path / name for name in ("default.yaml", "mine.yaml", "yours.json")],
        {"frames": 8, "classes": {"circular": {}, "helical": {"turns": ["1.5", "2"]}}},
    )

    assert settings == {
        "seed": 2,
        "frames": 8,
        "classes": {"linear": {"length_m": [1, 2]}, "circular": {}, "helical": {"turns": [1.5, 2]}, "spiral": {}},
    }
    assert list(settings["classes"]) == ["linear", "circular", "helical", "spiral"], "the order sets the labels"


@pytest.mark.parametrize("config", [5, "balls.yaml", ["seed"]], ids=str)
def test_the_config_of_a_module_is_a_mapping(config):
    with pytest.raises(ConfigError, match="must be a mapping of keys to values; found"):
        read_run_settings([], config)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("seed: 1\nseed: 2\n", "line 2: the key seed occurs twice"),
        ("", "it has no keys"),
        ("__use_yte__: true", "templates"),
    ],
)
def test_a_file_of_a_run_that_cannot_be_used_is_named(tmp_path, content, reason):
    (tmp_path / "mine.yaml").write_text(content)

    with pytest.raises(ConfigError, match=rf"Invalid configuration file .*/mine\.yaml: {reason}"):
        read_run_settings([tmp_path / "mine.yaml"], {})
