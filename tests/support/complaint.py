"""The explanations with which a configuration is rejected."""

from typing import Any

import pytest

from curveball.config.errors import ConfigError
from curveball.config.loading import parse_config


def complaint(settings: Any) -> str:
    """Return the lines that explain the invalid settings."""
    with pytest.raises(ConfigError) as caught:
        parse_config(settings)
    headline, _, faults = str(caught.value).partition("\n")
    assert headline == "Invalid configuration:"
    return faults


def nested(key: str, value: Any) -> dict:
    """Return {"ball": {"radius": value}} for "ball.radius"."""
    for part in reversed(key.split(".")):
        value = {part: value}
    return value
