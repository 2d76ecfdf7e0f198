"""The defaults of the configuration, its classes, and the constraints between its keys."""

from pathlib import Path

import pytest
import yaml
from msgspec.structs import replace

import curveball
from curveball.config.errors import ConfigError
from curveball.config.loading import parse_config
from curveball.config.model import Config
from curveball.motions import available_classes
from curveball.structures import to_json
from tests.support.complaint import complaint

ROOT = Path(__file__).parents[3]


def test_no_settings_give_the_default_dataset():
    config = parse_config({})
    assert config == Config()
    assert config.total_samples == 30_000
    assert config.video_shape == (16, 64, 64, 3)
    assert config.labels == {"linear": 0, "circular": 1, "helical": 2, "parabolic": 3}
    assert config.seed == 42


def test_the_package_exports_the_configuration():
    assert curveball.Config is Config
    assert curveball.parse_config is parse_config


def test_labels_are_in_the_order_of_the_config():
    assert parse_config({"classes": {"parabolic": {}, "linear": {}}}).labels == {"parabolic": 0, "linear": 1}


def test_a_video_that_does_not_fit_the_memory_of_a_job_is_rejected():
    message = complaint({"frames": 1024, "height": 1024, "width": 1024})
    assert "1024 frames of 1024x1024 pixels with 3 bytes each has 3,221,225,472 bytes" in message
    assert "at most 268,435,456" in message
    assert "lower frames to 85, or lower height and width" in message
    largest = {"frames": 85, "height": 1024, "width": 1024}
    assert parse_config(largest).frames == 85
    assert "frames, height and width" in complaint(largest | {"frames": 86})


def test_a_class_set_to_null_is_omitted():
    assert parse_config({"classes": {"linear": None, "helical": {}}}).labels == {"helical": 0}


def test_grayscale_videos_have_one_channel():
    assert parse_config({"grayscale": True, "height": 20, "width": 30, "frames": 2}).video_shape == (2, 20, 30, 1)


@pytest.mark.parametrize(("height", "width"), [(20, 30), (30, 20)])
def test_the_side_is_the_shorter_of_height_and_width(height, width):
    assert parse_config({"height": height, "width": width}).side_px == 20


def test_an_integer_is_accepted_as_a_number():
    assert parse_config({"jitter": {"probability": 1}}).jitter.probability == 1.0


def test_a_config_cannot_be_changed():
    with pytest.raises(AttributeError, match="immutable"):
        Config().seed = 3


@pytest.mark.parametrize("name", ["../x", "Linear", "linear.py", "", "lin ear", "_linear", "x" * 41, "línear", 3])
def test_a_malformed_class_name_is_rejected(name):
    message = complaint({"classes": {name: {}}})
    assert message.startswith(f"  classes.{name}: a class name consists of lower-case letters, digits")
    assert f"found {name!r}" in message


@pytest.mark.parametrize("name", ["zigzag", "motion", "phrases"])
def test_an_unknown_class_is_rejected_with_the_available_ones(name):
    message = complaint({"classes": {name: {}}})
    assert message.startswith(f"  classes.{name}: unknown class; available: {', '.join(available_classes())} (")


@pytest.mark.parametrize("classes", [{}, {"linear": None}])
def test_a_dataset_requires_a_class(classes):
    assert complaint({"classes": classes}).startswith("  classes: at least one class is required; available: circular")


@pytest.mark.parametrize(
    ("fractions", "total"),
    [
        ({"train": 0.5}, "0.7"),
        ({"train": 1.0}, "1.2"),
        ({"train": 0.8, "validation": 0.1, "test": 0.1 + 1e-6}, "1"),
        ({"train": 0, "validation": 0, "test": 0}, "0"),
    ],
)
def test_fractions_that_do_not_add_up_to_one_are_rejected(fractions, total):
    assert complaint({"splits": fractions}).startswith(
        f"  splits: train, validation and test must add up to 1, but add up to {total}"
    )


def test_the_sum_of_fractions_may_have_a_rounding_error():
    assert parse_config({"splits": {"train": 0.7, "validation": 0.2, "test": 0.1}}).splits.train == 0.7


@pytest.mark.parametrize(
    ("settings", "needed", "side"),
    [
        ({"height": 8, "width": 200, "ball": {"radius": [0.1, 0.45], "pulse": [0, 0]}}, "9.2", "8"),
        ({"ball": {"radius": [0.1, 0.4], "pulse": [0, 0]}, "framing": {"margin_px": 10}}, "71.2", "64"),
        ({"ball": {"radius": [0.1, 0.4], "pulse": [0.1, 0.25]}}, "66", "64"),
        ({"framing": {"margin_px": 100}}, "209.984", "64"),
    ],
)
def test_a_ball_larger_than_the_frame_is_rejected(settings, needed, side):
    message = complaint(settings)
    assert message.startswith("  ball.radius, ball.pulse and framing.margin_px: ")
    assert f"needs {needed} px, but the shorter side of the frame is {side} px;" in message


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (
            {"background": "#D62728"},
            "ball.color must differ from background by at least 4 of 255 in red, green or blue; "
            "found #d62728 on #D62728, a difference of 0",
        ),
        (
            {"ball": {"outline_color": "#FFFFFC"}},
            "ball.outline_color must differ from background by at least 4 of 255 in red, green or blue; "
            "found #FFFFFC on #ffffff, a difference of 3",
        ),
        (
            {"grayscale": True, "background": "#5b5b5b"},
            "ball.color must differ from background by at least 4 of 255 in luma; "
            "found #d62728 on #5b5b5b, a difference of 0",
        ),
    ],
)
def test_a_ball_of_nearly_the_color_of_the_background_is_rejected(settings, message):
    assert complaint(settings) == f"  {message}"


def test_a_difference_in_one_channel_is_enough():
    assert parse_config({"ball": {"color": "#fffffb"}}).ball.color == "#fffffb"


@pytest.mark.parametrize(
    ("settings", "radius", "change"),
    [
        ({"ball": {"radius": [0.005, 0.01], "pulse": [0, 0]}, "height": 32}, "0.16", "0"),
        ({"ball": {"radius": [0.005, 0.01], "pulse": [0.1, 0.4]}}, "0.192", "0"),
        (
            {"ball": {"color": "#f7f7f7", "outline_color": "#f7f7f7", "radius": [0.0125, 0.02], "pulse": [0.2, 0.2]}},
            "0.64",
            "3.5",
        ),
    ],
)
def test_a_ball_too_small_to_be_seen_is_rejected(settings, radius, change):
    message = complaint(settings)
    assert message.startswith(f"  ball.radius: the smallest ball, of {radius} px, must change a pixel by at least 4 ")
    assert f"changes none by more than {change} where it is between pixels; found [0.0" in message


def test_a_ball_of_a_third_of_a_pixel_is_accepted():
    assert parse_config({"ball": {"radius": [0.005, 0.01], "pulse": [0, 0]}}).ball.radius.low == 0.005


def test_a_ball_that_pulses_is_at_most_that_much_smaller_or_larger():
    assert parse_config({"ball": {"radius": [0.1, 0.2], "pulse": [0.1, 0.25]}}).ball.radii == pytest.approx(
        (0.075, 0.25)
    )


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (
            {"samples_per_class": 501, "samples_per_shard": 1},
            "samples_per_shard must be at least 2 for 501 videos in at most 500 shards of each class; found 1",
        ),
        (
            {"samples_per_class": 2501, "rows_per_file": 1},
            "rows_per_file must be at least 2 for 10004 videos in at most 10,000 files; found 1",
        ),
    ],
)
def test_more_files_than_can_be_planned_in_seconds_are_rejected(settings, message):
    assert complaint(settings) == f"  {message}"


ONLY_LINEAR = {"linear": {}, "circular": None, "helical": None, "parabolic": None}


def keys_of(settings: dict, prefix: str = "") -> set[str]:
    """Return the paths of all keys: {"seed", "ball", "ball.radius", ...}."""
    found = set()
    for key, value in settings.items():
        found |= {prefix + key} | (keys_of(value, f"{prefix}{key}.") if isinstance(value, dict) else set())
    return found


def test_config_yaml_is_the_default_and_contains_every_key():
    settings = yaml.safe_load((ROOT / "config" / "config.yaml").read_text(encoding="utf-8"))
    assert parse_config(settings) == parse_config({})
    assert list(settings["classes"]) == list(Config().classes), "the order gives the labels"
    missing = keys_of(to_json(parse_config({}))) - keys_of(settings)
    assert not missing, f"config/config.yaml lacks {', '.join(sorted(missing))}"


@pytest.mark.parametrize(
    ("total", "size"), [(4, 7_500), (30_000, 7_500), (400_000, 20_000), (1_000_000, 50_000), (40_000_000, 50_000)]
)
def test_shards_grow_with_the_dataset_up_to_a_limit(total, size):
    config = parse_config({"samples_per_class": total // 4, "rows_per_file": 10_000})
    assert config.shard_size == size
    assert replace(config, samples_per_shard=size + 1).shard_size == size + 1


def test_shards_are_larger_than_that_limit_where_there_would_be_too_many():
    config = parse_config(
        {"samples_per_class": {"linear": 30_000_000}, "rows_per_file": 10_000, "classes": ONLY_LINEAR}
    )
    assert config.shard_size == 50_000
    counts = {"linear": 40_000_000, "circular": 1, "helical": 1, "parabolic": 1}
    assert parse_config({"samples_per_class": counts, "rows_per_file": 10_000}).shard_size == 80_000


@pytest.mark.parametrize("key", ["samples_per_shard", "samples_per_part"])
@pytest.mark.parametrize("value", [True, "all", 1.5, None, []])
def test_the_size_of_a_job_is_a_number_or_auto(key, value):
    assert complaint({key: value}).startswith(f"  {key}: must be a valid integer, or auto")


def test_more_samples_than_were_measured_are_rejected_with_the_limit():
    with pytest.raises(ConfigError, match="samples_per_class must be at most 25000000 for"):
        parse_config({"samples_per_class": 25_000_001})
    most = parse_config({"samples_per_class": 25_000_000, "rows_per_file": 10_000})
    assert most.total_samples == 100_000_000
