"""From settings, as YAML or Snakemake has them, to a checked configuration, or to words that say what is wrong."""

import difflib
from contextlib import suppress
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from curveball.config.errors import ConfigError
from curveball.config.model import Config
from curveball.motions import motion_type

_WORDS = {"true": True, "false": False, "null": None, "": None}


_RENAMED = {
    "framing.attempts": "framing.max_attempts",
    "checks.audited": "checks.regenerated_fraction",
    "checks.centre_px_median": "checks.center_px_median",
    "checks.centre_px_greatest": "checks.center_px_max",
    "checks.radius_px_greatest": "checks.radius_px_max",
    "checks.confusion": "checks.max_pair_confusion",
    "checks.alarm": "checks.false_alarm_rate",
}
"""Keys of version 0.1.0 and what they are called now."""


def load_config(path: Path | str) -> Config:
    """Read a configuration from a YAML file that holds what differs from the defaults.

    Raises:
        ConfigError: The file can't be read, or something in it is not allowed.
    """
    import yaml

    try:
        settings = yaml.safe_load(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ConfigError(f"The configuration file {path} can't be used: {reason}") from None
    return parse_config({} if settings is None else settings)


def parse_config(settings: Any) -> Config:
    """Check settings, as they come from YAML, and fill in the defaults.

    Raises:
        ConfigError: Something is not allowed. The message has a line for each fault.
    """
    try:
        return Config.model_validate(settings)
    except ValidationError as error:
        lines = [_explain(fault) for fault in error.errors()]
        raise ConfigError("\n".join(["The configuration can't be used:", *lines])) from None


def typed(value: Any) -> Any:
    """Turn texts into the numbers, booleans and nulls that they spell, in nested lists and mappings.

    Snakemake's `--config 'ball={radius: [0.1, 0.2]}'` passes on what is nested as texts.
    """
    if isinstance(value, dict):
        return {key: typed(part) for key, part in value.items()}
    if isinstance(value, list):
        return [typed(part) for part in value]
    if not isinstance(value, str):
        return value
    for kind in (_WORDS.__getitem__, int, float):
        with suppress(KeyError, ValueError):
            return kind(value)
    return value


def _explain(fault: dict) -> str:
    if not fault["loc"] and isinstance(fault["input"], dict):
        return f"  {fault['msg'].removeprefix('Value error, ')}"
    key = ".".join(map(str, fault["loc"])) or "config"
    if fault["type"] == "extra_forbidden" and key in _RENAMED:
        return f"  {key}: this key is called {_RENAMED[key]} now"
    if fault["type"] == "extra_forbidden":
        return f"  {key}: unknown key. {_suggest(fault['loc'])}"
    message = fault["msg"].removeprefix("Value error, ").replace("Input should be", "must be")
    return f"  {key}: {message}; found {_shorten(fault['input'])}"


def _suggest(location: tuple) -> str:
    model: Any = Config
    for part in location[:-1]:
        model = motion_type(part) if isinstance(model, dict) else model.model_fields[part].annotation
        model = {} if model is Config.model_fields["classes"].annotation else model
    allowed = list(model.model_fields)
    close = difflib.get_close_matches(str(location[-1]), allowed, n=1)
    hint = f"Did you mean {close[0]}? " if close else ""
    return f"{hint}Allowed here: {', '.join(allowed)}"


def _shorten(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."
