import json
import math
from pathlib import Path

import pytest
import yaml

import curveball
from curveball.config.errors import ConfigError
from curveball.config.json_schema import json_schema
from curveball.config.loading import parse_config
from curveball.config.model import Config

ROOT = Path(__file__).parents[2]


def complaint(settings) -> str:
    with pytest.raises(ConfigError) as caught:
        parse_config(settings)
    headline, _, faults = str(caught.value).partition("\n")
    assert headline == "The configuration can't be used:"
    return faults


def nested(key: str, value) -> dict:
    """Return {"ball": {"radius": value}} for "ball.radius"."""
    for part in reversed(key.split(".")):
        value = {part: value}
    return value


# What is allowed


def test_no_settings_are_the_default_dataset():
    config = parse_config({})
    assert config == Config()
    assert config.total_samples == 30_000
    assert config.video_shape == (16, 64, 64, 3)
    assert config.labels == {"linear": 0, "circular": 1, "helical": 2, "parabolic": 3}
    assert config.seed == 42


def test_the_config_is_found_at_the_top_of_the_package():
    assert curveball.Config is Config
    assert curveball.parse_config is parse_config


def test_what_is_written_as_json_is_read_as_the_same_config():
    config = parse_config({"seed": 1, "ball": {"radius": [0.1, 0.2]}, "classes": {"helical": {"turns": [3, 4]}}})
    assert parse_config(json.loads(json.dumps(config.model_dump(mode="json")))) == config


def test_labels_are_in_the_order_of_the_config():
    assert parse_config({"classes": {"parabolic": {}, "linear": {}}}).labels == {"parabolic": 0, "linear": 1}


def test_a_class_set_to_null_is_left_out():
    assert parse_config({"classes": {"linear": None, "helical": {}}}).labels == {"helical": 0}


def test_gray_videos_have_one_channel():
    assert parse_config({"grayscale": True, "height": 20, "width": 30, "frames": 2}).video_shape == (2, 20, 30, 1)


@pytest.mark.parametrize(("height", "width"), [(20, 30), (30, 20)])
def test_the_side_is_the_shorter_one(height, width):
    assert parse_config({"height": height, "width": width}).side == 20


def test_a_whole_number_is_a_number():
    assert parse_config({"jitter": {"probability": 1}}).jitter.probability == 1.0


def test_a_config_cannot_be_changed():
    with pytest.raises(ValueError, match="frozen"):
        Config().seed = 3


# What is not: the key, what was found, what is allowed


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
        ("ball.color", "Did you mean color? Allowed here: radius, outline, color, outline_color"),
        ("framing.attempt", "Did you mean attempts?"),
        ("splits.val", "Allowed here: train, validation, test"),
        ("classes.linear.lenght_m", "Did you mean length_m? Allowed here: length_m, visibility"),
        ("xyz", "Allowed here: seed, samples_per_class"),
    ],
)
def test_an_unknown_key_is_refused_with_those_that_there_are(key, hint):
    message = complaint(nested(key, 1))
    assert message.startswith(f"  {key}: unknown key. ")
    assert hint in message


@pytest.mark.parametrize("name", ["../x", "Linear", "linear.py", "", "lin ear", "_linear", "x" * 41, "línear", 3])
def test_a_class_name_that_is_no_plain_word_is_refused(name):
    message = complaint({"classes": {name: {}}})
    assert message.startswith(f"  classes.{name}: a class name is made of lower-case letters, digits")
    assert f"found {name!r}" in message


@pytest.mark.parametrize("name", ["spiral", "motion", "phrases"])
def test_an_unknown_class_is_refused_with_those_that_there_are(name):
    message = complaint({"classes": {name: {}}})
    assert message.startswith(f"  classes.{name}: no such class; there are circular, helical, linear, parabolic")


@pytest.mark.parametrize("classes", [{}, {"linear": None}])
def test_a_dataset_needs_a_class(classes):
    assert complaint({"classes": classes}).startswith("  classes: at least one class is needed; there are circular")


@pytest.mark.parametrize(
    ("parts", "total"),
    [
        ({"train": 0.5}, "0.7"),
        ({"train": 1.0}, "1.2"),
        ({"train": 0.8, "validation": 0.1, "test": 0.1 + 1e-6}, "1"),
        ({"train": 0, "validation": 0, "test": 0}, "0"),
    ],
)
def test_fractions_that_do_not_add_up_to_one_are_refused(parts, total):
    assert complaint({"splits": parts}).startswith(
        f"  splits: train, validation and test must add up to 1, not to {total}"
    )


def test_fractions_may_be_off_by_rounding():
    assert parse_config({"splits": {"train": 0.7, "validation": 0.2, "test": 0.1}}).splits.train == 0.7


@pytest.mark.parametrize(
    ("settings", "needed", "side"),
    [
        ({"height": 8, "width": 200, "ball": {"radius": [0.1, 0.45]}}, "9.2", "8"),
        ({"ball": {"radius": [0.1, 0.4]}, "framing": {"margin_px": 10}}, "71.2", "64"),
        ({"framing": {"margin_px": 100}}, "208.32", "64"),
    ],
)
def test_a_ball_larger_than_the_frame_is_refused(settings, needed, side):
    message = complaint(settings)
    assert message.startswith("  ball.radius and framing.margin_px: ")
    assert f"needs {needed} px, the picture's shorter side has {side};" in message


@pytest.mark.parametrize(
    ("settings", "key"),
    [
        ({"background": "#D62728"}, "ball.color must differ from background"),
        ({"ball": {"outline_color": "#FFFFFF"}}, "ball.outline_color must differ from background"),
        ({"grayscale": True, "background": "#5b5b5b"}, "ball.color must differ from background in its luma"),
    ],
)
def test_a_ball_of_the_backgrounds_color_is_refused(settings, key):
    assert complaint(settings) == f"  {key}"


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


# The files in config/


def keys_of(settings: dict, prefix: str = "") -> set[str]:
    """Return the paths of all keys: {"seed", "ball", "ball.radius", ...}."""
    found = set()
    for key, value in settings.items():
        found |= {prefix + key} | (keys_of(value, f"{prefix}{key}.") if isinstance(value, dict) else set())
    return found


def test_config_yaml_is_the_default_and_shows_every_key():
    settings = yaml.safe_load((ROOT / "config" / "config.yaml").read_text(encoding="utf-8"))
    assert parse_config(settings) == parse_config({})
    assert list(settings["classes"]) == list(Config().classes), "the order gives the labels"
    missing = keys_of(parse_config({}).model_dump()) - keys_of(settings)
    assert not missing, f"config/config.yaml does not show {', '.join(sorted(missing))}"


def test_config_schema_json_is_that_of_the_code():
    path = ROOT / "config" / "config.schema.json"
    assert path.exists(), MEND
    assert path.read_text(encoding="utf-8") == json_schema(), MEND


MEND = (
    "config/config.schema.json is not what the code says. Write it anew: "
    "python -c 'from curveball.config.json_schema import json_schema; print(json_schema(), end=\"\")' > config/config.schema.json"
)


def test_the_schema_knows_every_key_and_allows_no_other():
    schema = json.loads(json_schema())
    assert schema["additionalProperties"] is False
    assert set(schema["properties"]) == set(Config.model_fields)
    classes = schema["properties"]["classes"]
    assert set(classes["properties"]) == {"linear", "circular", "helical", "parabolic"}
    assert classes["additionalProperties"] is False


def test_every_key_has_its_meaning():
    schema = json.loads(json_schema())
    models = [schema, *schema["$defs"].values()]
    models += [choice["anyOf"][0] for choice in schema["properties"]["classes"]["properties"].values()]
    without = [
        f"{model['title']}.{name}"
        for model in models
        for name, key in model["properties"].items()
        if not key.get("description") and "$ref" not in key
    ]
    assert without == []
