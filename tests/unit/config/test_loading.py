"""What is refused is explained: the key, what was found, what is allowed."""

import json
import math

import pytest

from curveball.config.loading import parse_config, typed
from tests.support.complaint import complaint, nested


def test_what_is_written_as_json_is_read_as_the_same_config():
    config = parse_config({"seed": 1, "ball": {"radius": [0.1, 0.2]}, "classes": {"helical": {"turns": [3, 4]}}})
    assert parse_config(json.loads(json.dumps(config.model_dump(mode="json")))) == config


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
        ("jitter", None, "valid dictionary"),
        ("jitter", 0, "valid dictionary"),
        ("ball", [], "valid dictionary"),
        ("classes", [], "mapping from the name of a class"),
        ("classes", "linear", "mapping from the name of a class"),
        ("classes.linear", True, "valid dictionary"),
        ("classes.linear.visibility", True, "valid number"),
        # negative, zero, huge, not a number
        ("seed", -1, "greater than or equal to 0"),
        ("seed", 2**63, f"less than {2**63}"),
        ("samples_per_class", 0, "greater than or equal to 1"),
        ("samples_per_class", -5, "greater than or equal to 1"),
        ("samples_per_class", 10**9, "less than or equal to 10000000"),
        ("samples_per_class", 10**400, "less than or equal to 10000000"),
        ("samples_per_shard", 0, "greater than or equal to 1"),
        ("rows_per_file", 0, "greater than or equal to 1"),
        ("frames", 0, "greater than or equal to 1"),
        ("frames", 1025, "less than or equal to 1024"),
        ("height", 7, "greater than or equal to 8"),
        ("width", 100_000, "less than or equal to 1024"),
        ("ball.outline", 1.01, "less than or equal to 1"),
        ("ball.outline", math.nan, "finite number"),
        ("jitter.probability", -0.1, "greater than or equal to 0"),
        ("framing.margin_px", math.inf, "finite number"),
        ("framing.margin_px", 0.5, "greater than or equal to 1"),
        ("framing.max_attempts", 0, "greater than or equal to 1"),
        ("checks.center_px_median", 0, "greater than 0"),
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
        # words
        ("style", "dots", "'dot' or 'trail'"),
        ("background", "white", "#[0-9a-fA-F]{6}"),
        ("ball.color", "#ff000", "#[0-9a-fA-F]{6}"),
        ("ball.color", "#ff0000\n", "#[0-9a-fA-F]{6}"),
        ("ball.color", 0xFF0000, "valid string"),
    ],
)
def test_a_wrong_value_is_refused_with_its_key_what_was_found_and_what_is_allowed(key, value, allowed):
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
        ("ball.colour", "Did you mean color? Allowed here: radius, outline, color, outline_color"),
        ("framing.max_attempt", "Did you mean max_attempts?"),
        ("splits.val", "Allowed here: train, validation, test"),
        ("classes.linear.lenght_m", "Did you mean length_m? Allowed here: length_m, visibility"),
        ("xyz", "Allowed here: seed, samples_per_class"),
    ],
)
def test_an_unknown_key_is_refused_with_those_that_there_are(key, hint):
    message = complaint(nested(key, 1))
    assert message.startswith(f"  {key}: unknown key. ")
    assert hint in message


@pytest.mark.parametrize("settings", [None, [], "seed: 42", 42])
def test_what_is_no_mapping_is_refused(settings):
    assert complaint(settings).startswith("  config: must be a valid dictionary")


def test_a_key_that_is_no_text_is_refused():
    assert complaint({42: "seed"}).startswith("  42: ")


def test_every_fault_has_its_line():
    settings = {"seed": -1, "frames": "x", "ball": {"color": 1}, "classes": {"linear": {"length_m": 3}, "oval": {}}}
    keys = [line.split(":")[0].strip() for line in complaint(settings).splitlines()]
    assert keys == ["seed", "frames", "ball.color", "classes.linear.length_m", "classes.oval"]


def test_a_long_value_is_shortened():
    assert len(complaint({"style": "x" * 10_000})) < 200


@pytest.mark.parametrize(
    ("text", "value"),
    [("3", 3), ("0.5", 0.5), ("1e-3", 0.001), ("true", True), ("false", False), ("null", None), ("", None)],
)
def test_a_text_that_spells_a_value_becomes_that_value(text, value):
    found = typed({"a": [text, {"b": text}]})
    assert found == {"a": [value, {"b": value}]}
    assert type(found["a"][0]) is type(value)


@pytest.mark.parametrize("value", ["trail", "#ff0000", 3, 0.5, True, None])
def test_what_spells_nothing_else_stays_as_it_is(value):
    assert typed([value]) == [value]
