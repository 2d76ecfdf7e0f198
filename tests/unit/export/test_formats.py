"""Formats are found by their names."""

import pytest

from curveball.cli.export import _EPILOG, _FORMATS
from curveball.export.formats import FORMATS, find_format
from curveball.export.source import ExportError


def test_an_unknown_format_is_refused():
    with pytest.raises(ExportError, match="'zip' is not a format of exports; there are hf, webdataset, npz"):
        find_format("zip")


def test_the_command_offers_and_explains_every_format():
    assert list(_FORMATS) == list(FORMATS)
    for name, meaning in FORMATS.items():
        assert f"  {name:<10}  {meaning}\n" in _EPILOG
