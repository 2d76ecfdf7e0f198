"""Reads YAML and JSON files of which every reader makes the same settings, and rejects all others.

Snakemake reads the same files with a parser of its own: YAML 1.1, in which `0042` is 34, `1:30` is 90 and `no` is a
boolean, and in which the last of two equal keys wins. Whatever it would silently misread is rejected here.
"""

import json
import re
import stat
from pathlib import Path
from typing import Any

import yaml

_MAX_BYTES = 1_000_000

_YAML_1_2 = {
    "null": r"~|null|Null|NULL|",
    "bool": r"true|True|TRUE|false|False|FALSE",
    "int": r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+",
    "float": r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)",
}
"""What a plain scalar is in YAML 1.2: its core schema, section 10.3.2. All others are text."""
_NAMES = {
    "null": "null",
    "bool": "a boolean",
    "int": "an integer",
    "float": "a number",
    "timestamp": "a date",
    "merge": "a merge key",
    "value": "a default key",
}


class UnreadableSettingsError(ValueError):
    """A file is not YAML or JSON with one possible meaning. The message states the line, if known, and the reason."""

    def __init__(self, reason: str, line: int | None = None):
        """Put the line, counted from 0, before the reason."""
        super().__init__(reason if line is None else f"line {line + 1}: {reason}")


def read_settings(path: Path | str) -> Any:
    """Read a file of settings.

    Args:
        path: A file of at most 1 MB with JSON or YAML in UTF-8.

    Returns:
        What it contains: usually nested mappings; None for an empty file.

    Raises:
        UnreadableSettingsError: It cannot be read, or readers would differ in what it means.
    """
    try:
        status = Path(path).stat()
        if stat.S_ISFIFO(status.st_mode) or stat.S_ISCHR(status.st_mode):
            raise UnreadableSettingsError("not a regular file, and it is read more than once; write it to a file first")
        if status.st_size > _MAX_BYTES:
            raise UnreadableSettingsError(f"{status.st_size:,} bytes, must be at most {_MAX_BYTES:,}")
        return parse_settings(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise UnreadableSettingsError(error.strerror or str(error)) from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start)
        raise UnreadableSettingsError(f"not UTF-8 text ({error.reason})", line) from None


def read_mapping(path: Path | str) -> dict[str, Any]:
    """Read a file of settings that has keys at its top level.

    Raises:
        UnreadableSettingsError: It cannot be read, readers would differ in what it means, or it has no keys.
    """
    settings = read_settings(path)
    if not isinstance(settings, dict):
        raise UnreadableSettingsError("it has no keys at its top level")
    if "__use_yte__" in settings:
        raise UnreadableSettingsError("templates are not supported; found __use_yte__")
    return settings


def parse_settings(text: str) -> Any:
    """Parse JSON or, if the text is not JSON, YAML.

    Args:
        text: The text.

    Returns:
        What it contains.

    Raises:
        UnreadableSettingsError: It is neither, it contains a key twice, or readers would differ in what it means.
    """
    try:
        return _parse_json(text)
    except UnreadableSettingsError:
        raise
    except ValueError:
        pass
    except RecursionError:
        raise UnreadableSettingsError("nested too deeply") from None
    return _parse_yaml(text, _StrictLoader)


def _parse_json(text: str) -> Any:
    settings = json.loads(text)
    opened: list[set[str]] = []
    latest = None
    for token in re.finditer(r'"(?:[^"\\]|\\.)*"|[{}\[\]:]', text):
        if token[0] in "{[":
            opened.append(set())
        elif token[0] in "}]":
            opened.pop()
        elif token[0] == ":" and latest is not None:
            key = json.loads(latest[0])
            if key in opened[-1]:
                raise UnreadableSettingsError(f"the key {key} occurs twice", text.count("\n", 0, latest.start()))
            opened[-1].add(key)
        latest = token
    return settings


def check_command_line_value(text: str) -> None:
    """Check a value of `--config key=value`, of which Snakemake reads every word as text.

    Args:
        text: The value.

    Raises:
        UnreadableSettingsError: It is not YAML, it is empty, or it contains a key twice, an anchor or a tag.
    """
    if _parse_yaml(text, _StrictTextLoader) is None:
        raise UnreadableSettingsError(
            "nothing is left of it, as YAML comments start with #" if "#" in text else "empty"
        )


def _parse_yaml(text: str, loader: type["_StrictLoader | _StrictTextLoader"]) -> Any:
    try:
        return yaml.load(text, loader)  # noqa: S506  Both are safe.
    except yaml.MarkedYAMLError as error:
        raise UnreadableSettingsError(f"not valid YAML ({error.problem})", _line(error.problem_mark)) from None
    except RecursionError:
        raise UnreadableSettingsError("nested too deeply") from None
    except UnreadableSettingsError:
        raise
    except (yaml.YAMLError, ValueError) as error:
        raise UnreadableSettingsError(f"not valid YAML ({' '.join(str(error).split())})") from None


class _Strict(yaml.composer.Composer):
    """Rejects repeated keys, and aliases and tags, which no setting needs."""

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        """Compose a node without anchor and tag."""
        event = self.peek_event()  # type: ignore[attr-defined]  # Loaders inherit it from their parser.
        line = _line(event.start_mark)
        if event.anchor is not None:
            raise UnreadableSettingsError(f"anchors and aliases are not supported; found {event.anchor}", line)
        if not isinstance(event, yaml.AliasEvent) and event.tag is not None:
            raise UnreadableSettingsError(f"tags are not supported; found {event.tag}", line)
        self.check_scalar(event)
        return super().compose_node(parent, index)

    def check_scalar(self, event: yaml.Event) -> None:
        """Accept any scalar."""

    def compose_mapping_node(self, anchor: Any) -> yaml.MappingNode:
        """Compose a mapping whose keys are distinct scalars."""
        node = super().compose_mapping_node(anchor)
        found: set[str] = set()
        for key, _ in node.value:
            line = _line(key.start_mark)
            if not isinstance(key, yaml.ScalarNode):
                raise UnreadableSettingsError("a key must be a single word", line)
            if key.value in found:
                raise UnreadableSettingsError(f"the key {key.value} occurs twice", line)
            found.add(key.value)
        return node


class _StrictLoader(_Strict, yaml.SafeLoader):
    """Also rejects what YAML 1.1 and 1.2 read differently."""

    def check_scalar(self, event: yaml.Event) -> None:
        """Accept what is quoted, and what has a single meaning."""
        if not isinstance(event, yaml.ScalarEvent) or event.style is not None:
            return
        text, line = event.value, _line(event.start_mark)
        tag: str = self.resolve(yaml.ScalarNode, text, (True, False))  # type: ignore[no-untyped-call]
        old = tag.rpartition(":")[2]
        new = next((kind for kind, pattern in _YAML_1_2.items() if re.fullmatch(pattern, text)), "str")
        if old != new:
            meanings = f"{_NAMES.get(old, 'text')} in YAML 1.1 and {_NAMES.get(new, 'text')} in YAML 1.2"
            raise UnreadableSettingsError(f"{text} is {meanings}; {_advise(old, new)}", line)
        if new == "int" and re.fullmatch("[-+]?0[0-9]+", text):
            raise UnreadableSettingsError(f"{text} is octal in YAML 1.1 and decimal in YAML 1.2; omit the zeros", line)


def _advise(old: str, new: str) -> str:
    """Return how to write a scalar that YAML 1.1 and 1.2 read as different kinds."""
    if "bool" in (old, new):
        return "write true or false, or quote it"
    if {"int", "float"} & {old, new}:
        return "write a number with decimal digits only, as in 100 or 0.001, or quote it"
    return "quote it"


class _StrictTextLoader(_Strict, yaml.BaseLoader):
    """Reads every scalar as text."""


def _line(mark: Any) -> int | None:
    return None if mark is None else int(mark.line)
