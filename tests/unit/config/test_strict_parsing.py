"""A file is read only if every reader of YAML and JSON finds the same settings in it."""

import json
import math
import os
import re

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st
from snakemake.common.configfile import load_configfile

from curveball.config.strict_parsing import (
    UnreadableSettingsError,
    check_command_line_value,
    parse_settings,
    read_settings,
)


def complaint(text: str) -> str:
    with pytest.raises(UnreadableSettingsError) as caught:
        parse_settings(text)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("seed: 1\nframes: 2\nseed: 3\n", "line 3: the key seed occurs twice"),
        ("ball:\n  outline: 0.1\n  outline: 0.2\n", "line 3: the key outline occurs twice"),
        ('seed: 1\n"seed": 1\n', "line 2: the key seed occurs twice"),
        ("ball: {outline: 0.1,\n outline: 0.2}", "line 2: the key outline occurs twice"),
        ('{"seed": 1,\n "seed": 1}', "line 2: the key seed occurs twice"),
        ('{"ball": {"color": "}",\n\n "col\\u006fr": 1}}', "line 3: the key color occurs twice"),
        ('{"a": [{"b": 1}, {"b": 1, "c": {"b": 2}}],\n"a": 2}', "line 2: the key a occurs twice"),
    ],
)
def test_a_key_that_occurs_twice_is_rejected_with_its_line(text, message):
    assert complaint(text) == message


def test_equal_keys_of_different_mappings_are_accepted():
    text = '{"a": {"b": ":", "c": [{"b": 1}, {"b": "a"}]}, "b": {"a": {}}}'
    assert parse_settings(text) == json.loads(text)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("0042", "octal in YAML 1.1 and decimal in YAML 1.2; omit the zeros"),
        ("-010", "octal in YAML 1.1"),
        ("089", "text in YAML 1.1 and an integer in YAML 1.2"),
        ("0o17", "text in YAML 1.1 and an integer in YAML 1.2"),
        ("0b11", "an integer in YAML 1.1 and text in YAML 1.2"),
        ("1:30", "an integer in YAML 1.1 and text in YAML 1.2"),
        ("1:30.5", "a number in YAML 1.1 and text in YAML 1.2"),
        ("1_000", "an integer in YAML 1.1 and text in YAML 1.2; write a number with decimal digits only"),
        ("yes", "a boolean in YAML 1.1 and text in YAML 1.2; write true or false, or quote it"),
        ("Off", "a boolean in YAML 1.1"),
        (
            "1e-3",
            "text in YAML 1.1 and a number in YAML 1.2; write a number with decimal digits only, as in 100 or 0.001",
        ),
        ("1.5e3", "text in YAML 1.1"),
        ("2026-01-01", "a date in YAML 1.1 and text in YAML 1.2; quote it"),
        ("2026-1-1 10:00:00", "a date"),
    ],
)
def test_what_yaml_1_1_and_yaml_1_2_read_differently_is_rejected_unless_it_is_quoted(value, reason):
    message = complaint(f"seed: 1\nframes:\n  - {value}\n")
    assert message.startswith(f"line 3: {value} is ")
    assert reason in message
    assert complaint(f"{value}: 1\n").startswith(f"line 1: {value} is ")
    assert parse_settings(f"frames: '{value}'") == {"frames": value}


def yaml_1_2(text: str) -> object:
    """Return the value of a plain scalar by the core schema of YAML 1.2 (section 10.3.2)."""
    if text in ("", "~", "null", "Null", "NULL"):
        return None
    if re.fullmatch("true|True|TRUE|false|False|FALSE", text):
        return text.lower() == "true"
    if re.fullmatch(r"[-+]?[0-9]+", text):
        return int(text)
    if match := re.fullmatch(r"0o([0-7]+)|0x([0-9a-fA-F]+)", text):
        return int(match[1], 8) if match[1] else int(match[2], 16)
    if re.fullmatch(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", text):
        return float(text)
    if match := re.fullmatch(r"([-+]?)\.(inf|Inf|INF)", text):
        return float(f"{match[1]}inf")
    return math.nan if re.fullmatch(r"\.(nan|NaN|NAN)", text) else text


@example("-.1")
@example("089")
@example("1.e+5")
@example("-0x1F")
@example("1_0.5")
@example("+.inf")
@example("190:20:30.15")
@given(
    st.one_of(
        st.text("0123456789", min_size=1, max_size=4),
        st.text("0178_.:-+eE", min_size=1, max_size=9),
        st.text("xob0F1_-+", min_size=1, max_size=7),
        st.text("yesnoYNfFtrue=<~.iaIA", min_size=1, max_size=5),
        st.from_regex(r"[-+]?[0-9]{0,3}\.?[0-9_]{0,3}([eE][-+]?[0-9]{1,2})?", fullmatch=True),
        st.from_regex(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt ][0-9:.Z]{1,9})?", fullmatch=True),
    )
)
def test_an_accepted_scalar_has_the_same_value_in_yaml_1_1_and_yaml_1_2(text):
    try:
        found = parse_settings(f"key: {text}")
    except UnreadableSettingsError:
        return
    snakemakes = yaml.load(f"key: {text}", yaml.FullLoader)  # noqa: S506  the loader that Snakemake uses
    assert repr(found) == repr(snakemakes) == repr({"key": yaml_1_2(text.strip())})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("ball: &b {outline: 0.1}\n", "line 1: anchors and aliases are not supported; found b"),
        ("a: 1\nb: &x [*x]\n", "line 2: anchors and aliases are not supported; found x"),
        ("a: 1\nb: !!int '042'\n", "line 2: tags are not supported; found tag:yaml.org,2002:int"),
        ("a: !!python/object/apply:os.system [ls]\n", "line 1: tags are not supported; found tag:yaml.org,2002:python"),
        ("<<: {seed: 1}\n", "line 1: << is a merge key in YAML 1.1"),
        ("? [a, b]\n: 1\n", "line 1: a key must be a single word"),
        ("a: [" * 5000, "nested too deeply"),
        ("[" * 100_000, "nested too deeply"),
        ("a: 1\n---\nb: 2\n", "line 2: not valid YAML (but found another document)"),
        ("a:\n\t- 1\n", "line 2: not valid YAML (found character '\\t' that cannot start any token)"),
        ("9" * 5000, "not valid YAML (Exceeds the limit"),
    ],
    ids=range(11),
)
def test_what_no_setting_needs_is_rejected(text, message):
    assert complaint(text).startswith(message)


def test_snakemake_reads_the_same_settings(tmp_path):
    text = """
    seed: 0x1F
    grayscale: True
    background: "#ffffff"  # white
    ball: {radius: [.05, 1.0e-1], color: '#102030'}
    framing:
        extent: [0.06, +0.09]
        placement: random
    classes: {linear: null, circular: ~, helical: , parabolic: {}}
    """
    for content in (text, json.dumps(parse_settings(text)), '{"checks": {"false_alarm_rate": 1e-3}}'):
        path = tmp_path / "mine"
        path.write_text(content)
        assert load_configfile(path) == read_settings(path)


def test_a_pipe_is_rejected_because_it_can_be_read_only_once(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UnreadableSettingsError, match="not a regular file"):
        read_settings(tmp_path / "pipe")
    with pytest.raises(UnreadableSettingsError, match="not a regular file"):
        read_settings("/dev/zero")


def test_a_file_of_more_than_a_megabyte_is_not_read(tmp_path):
    (tmp_path / "big.yaml").write_bytes(b"#" * 1_000_001)
    with pytest.raises(UnreadableSettingsError, match="1,000,001 bytes, must be at most 1,000,000"):
        read_settings(tmp_path / "big.yaml")


@pytest.mark.parametrize("text", ["5", "0042", "1e-3", "trail", "{radius: [5e-2, 0.1]}", "{color: '#d62728'}", "~"])
def test_a_value_of_the_command_line_is_accepted(text):
    check_command_line_value(text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("#000000", "nothing is left of it, as YAML comments start with #"),
        (" ", "empty"),
        ("{color: #d62728}", "not valid YAML"),
        ("{outline: 0, outline: 1}", "the key outline occurs twice"),
        ("&a [*a]", "anchors and aliases"),
        ("!!int 3", "tags are not supported"),
    ],
)
def test_a_value_of_the_command_line_that_snakemake_misreads_is_rejected(text, reason):
    with pytest.raises(UnreadableSettingsError, match=reason):
        check_command_line_value(text)
