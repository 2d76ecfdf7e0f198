"""Errors caused by invalid input share a base class, which distinguishes them from bugs."""

import pytest

from curveball.config.errors import ConfigError, CurveballError
from curveball.dataset.merging import ShardError
from curveball.generation.framing import FramingError
from curveball.validation.verdict import CheckFailedError


@pytest.mark.parametrize("error", [ConfigError, FramingError, ShardError, CheckFailedError])
def test_an_error_caused_by_input_is_a_curveball_error(error):
    assert issubclass(error, CurveballError)


def test_a_curveball_error_is_a_value_error():
    assert issubclass(CurveballError, ValueError)
