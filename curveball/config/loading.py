"""Reads settings from YAML or JSON and checks them, with one line of explanation per invalid setting."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal

import msgspec

from curveball.config.building import InvalidSettingsError, Problem, build
from curveball.config.errors import ConfigError
from curveball.config.model import Config

_KEYWORDS = {"true": True, "false": False, "null": None, "": None}

_RENAMED = {
    "framing.attempts": "framing.max_attempts",
    "checks.audited": "checks.regenerated_fraction",
    "checks.centre_px_median": "checks.center_px_median",
    "checks.centre_px_greatest": "checks.center_px_max",
    "checks.radius_px_greatest": "checks.radius_px_max",
    "checks.confusion": "checks.max_pair_confusion",
    "checks.alarm": "checks.false_alarm_rate",
}
"""Keys of version 0.1.0 and their current names."""


def load_config(path: Path | str) -> Config:
    """Read a configuration from a YAML or JSON file.

    Args:
        path: A file that contains the keys that differ from the defaults. An empty file is the default configuration.

    Returns:
        The configuration, with defaults for all other keys.

    Raises:
        ConfigError: The file cannot be read, or a key or value is invalid. The message names the file.
    """
    settings = _read(path, "read_settings")
    return _build({} if settings is None else settings, f"Invalid configuration file {path}:")


def read_run_settings(files: Iterable[Path | str], command_line: Mapping[str, Any]) -> dict[str, Any]:
    """Read and merge the settings of a run of the workflow.

    Args:
        files: The default configuration, whose order of the classes sets their labels, and the files of `--configfile`.
        command_line: The values of `--config`, as Snakemake reads them, or the `config` of a module.

    Returns:
        Nested mappings, unchecked except that each file has one meaning. See `merge_settings` and `parse_scalars`.

    Raises:
        ConfigError: A file cannot be read, or readers would differ in what it means. The message names the file. Or
            the `config` of a module is no mapping.
    """
    if not isinstance(command_line, Mapping):
        raise ConfigError(f"The config of a module must be a mapping of keys to values; found {command_line!r:.80}")
    settings: dict[str, Any] = {}
    for path in files:
        settings = merge_settings(settings, _read(path, "read_mapping"))
    return merge_settings(settings, parse_scalars(dict(command_line)))


def merge_settings(settings: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return settings with changes applied: mappings key by key, and any other value as a whole.

    An empty mapping also replaces a value that is not a mapping, so that `seed: {}` is not lost but rejected later.

    Args:
        settings: Nested mappings.
        changes: Nested mappings. A key that `settings` has keeps its place; a new one comes last.
    """
    merged = dict(settings)
    for key, value in changes.items():
        if isinstance(value, Mapping):
            before = settings.get(key)
            value = merge_settings(before if isinstance(before, Mapping) else {}, value)
        merged[key] = value
    return merged


def parse_config(settings: Any) -> Config:
    """Check settings and fill in the defaults.

    Args:
        settings: Nested mappings of keys to values, as read from YAML.

    Returns:
        The configuration.

    Raises:
        ConfigError: A key or value is invalid. The message has one line per invalid setting.
    """
    return _build(settings, "Invalid configuration:")


def parse_scalars(value: Any) -> Any:
    """Convert strings that spell a number, a boolean or null to that value, in nested lists and mappings.

    Snakemake passes all nested values of `--config 'ball={radius: [0.1, 0.2]}'` as strings.

    Args:
        value: A string, a list or a mapping. Keys of mappings and all other values are returned unchanged.

    Returns:
        The same structure. An empty string becomes None, as in YAML.
    """
    if isinstance(value, dict):
        return {key: parse_scalars(nested) for key, nested in value.items()}
    if isinstance(value, list):
        return [parse_scalars(nested) for nested in value]
    if not isinstance(value, str):
        return value
    for convert in (_KEYWORDS.__getitem__, int, float):
        with suppress(KeyError, ValueError):
            return convert(value)
    return value


def _read(path: Path | str, how: Literal["read_settings", "read_mapping"]) -> Any:
    from curveball.config import strict_parsing  # not at the top of the file, as the jobs of the workflow need no YAML

    try:
        return getattr(strict_parsing, how)(path)
    except strict_parsing.UnreadableSettingsError as error:
        raise ConfigError(f"Invalid configuration file {path}: {error}") from None


def _build(settings: Any, headline: str) -> Config:
    try:
        return build(Config, settings)
    except InvalidSettingsError as invalid:
        raise ConfigError("\n".join([headline, *map(_explain, invalid.problems)])) from None


def _explain(problem: Problem) -> str:
    """Return one indented line with the key, what is allowed, and what was found."""
    key = ".".join(map(str, problem.location))
    if key in _RENAMED:
        return f"  {key}: this key has been renamed to {_RENAMED[key]}"
    if not key and isinstance(problem.found, dict):  # a constraint between keys, which the message names
        return f"  {problem.message}"
    found = "" if problem.found is msgspec.UNSET else f"; found {_shorten(problem.found)}"
    return f"  {key or 'config'}: {problem.message}{found}"


def _shorten(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."
