"""The faults that an invalid configuration is rejected with."""

from typing import Any

import pytest

from curveball.config.errors import ConfigError
from curveball.config.loading import parse_config


def complaint(settings: Any) -> str:
    """Return the faults that the error message lists, one per line."""
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
