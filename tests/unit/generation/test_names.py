"""Identifiers of samples tell class and index, and are read back."""

import pytest

from curveball.config.errors import CurveballError
from curveball.generation.names import parse_sample_id, sample_id


def test_an_identifier_is_read_back_with_or_without_zeros():
    assert sample_id("helical", 42) == "helical-0000042"
    assert parse_sample_id("helical-0000042") == parse_sample_id("helical-42") == ("helical", 42)


@pytest.mark.parametrize("name", ["helical", "helical-", "-3", "helical-x"])
def test_anything_else_is_refused(name):
    with pytest.raises(CurveballError, match="is not the name of a sample, such as helical-0000042"):
        parse_sample_id(name)
