"""The text of a configuration is the configuration."""

from pathlib import Path

import yaml

from curveball.config.loading import parse_config, read_run_settings
from curveball.config.settings_text import settings_text

DEFAULTS = Path(__file__).parents[3] / "config" / "config.yaml"


def test_a_run_with_the_text_has_the_same_configuration(tmp_path):
    config = parse_config({"seed": 7, "classes": {"circular": {"turns": [0.7, 0.8]}, "parabolic": {}}})
    path = tmp_path / "again.yaml"
    path.write_text(settings_text(config))

    assert parse_config(read_run_settings([DEFAULTS, path], {})) == config


def test_exports_are_left_out():
    assert "exports" not in yaml.safe_load(settings_text(parse_config({"exports": ["npz"]})))
