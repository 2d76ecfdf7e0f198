"""Faults that a user can mend are of one kind, by which a job tells them from those of the code."""

import pytest

from curveball.config.errors import ConfigError, CurveballError
from curveball.dataset.merging import ShardError
from curveball.generation.sampling import FramingError
from curveball.validation.verdict import CheckFailedError


@pytest.mark.parametrize("error", [ConfigError, FramingError, ShardError, CheckFailedError])
def test_a_fault_of_the_input_is_an_error_of_curveball(error):
    assert issubclass(error, CurveballError)


def test_who_knows_nothing_of_curveball_catches_a_value_error():
    assert issubclass(CurveballError, ValueError)
