"""`curveball config` checks files and explains keys."""

import json

import pytest

from curveball.config.loading import load_config
from curveball.structures import to_json


@pytest.fixture
def file(tmp_path):
    return tmp_path / "mine.yaml"


def test_a_valid_file_passes(run, file):
    file.write_text("height: 32\nclasses: {helical: {}}")
    result = run("config", "check", file)

    assert result.exit_code == 0
    assert result.stdout == f"{file}: valid. 7,500 videos of helical; 16 frames of 64x32 pixels\n"
    assert json.loads(run("config", "check", file, "--json").stdout) == to_json(load_config(file))


def test_an_invalid_file_fails_with_a_line_per_key(run, file):
    file.write_text("frame: 32\nseed: -1")
    result = run("config", "check", file)

    assert result.exit_code == 1
    assert "frame: unknown key. Did you mean frames?" in result.stderr
    assert "seed: must be greater than or equal to 0; found -1" in result.stderr


def test_a_file_that_no_camera_can_satisfy_fails(run, file):
    file.write_text("framing: {extent: [0.45, 0.5], max_attempts: 1}")
    result = run("config", "check", file)

    assert result.exit_code == 1
    assert "framing" in result.stderr


def test_a_missing_file_cannot_be_checked(run, file):
    assert run("config", "check", file).exit_code == 2


def test_a_key_is_explained(run):
    text = run("config", "explain", "framing.extent").stdout

    assert text.startswith("framing.extent: range; default [0.03, 0.19]; 0.001 ≤ low ≤ high ≤ 0.5\n  Size of the curve")
    assert json.loads(run("config", "explain", "seed", "--json").stdout)[0]["default"] == "42"


def test_all_keys_are_explained(run):
    text = run("config", "explain").stdout
    assert "seed: integer" in text
    assert "classes.parabolic.apex: range" in text


def test_a_key_that_does_not_exist_is_refused(run):
    result = run("config", "explain", "extent")
    assert (result.exit_code, result.stderr) == (
        2,
        "Error: extent: the configuration has no such key. Did you mean framing.extent?\n",
    )
