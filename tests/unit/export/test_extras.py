"""A library that is not installed is named, with the command that installs it."""

import json

import pytest

from curveball.export.extras import MissingLibraryError, load


def test_an_installed_library_is_returned():
    assert load("json", "mp4", "JSON") is json


def test_a_missing_library_is_explained():
    with pytest.raises(MissingLibraryError, match=r"^MP4 needs the package no_such_library, .*'curveball\[mp4\]'$"):
        load("no_such_library", "mp4", "MP4")
