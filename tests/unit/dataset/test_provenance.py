"""What a dataset was made with."""

from importlib.metadata import PackageNotFoundError

import numpy as np
import pyarrow as pa
import pytest

from curveball.dataset.provenance import identity, versions


def test_versions_are_those_installed():
    assert versions("numpy", "pyarrow") == {"numpy": np.__version__, "pyarrow": pa.__version__}


def test_what_is_not_installed_has_no_version():
    with pytest.raises(PackageNotFoundError):
        versions("not-installed-here")


def test_an_identity_depends_on_names_and_values_not_on_their_order():
    spec = {"seed": 42, "settings": {"width": 64, "height": 32}}
    same = {"settings": {"height": 32, "width": 64}, "seed": 42}
    exchanged = {"seed": 42, "settings": {"width": 32, "height": 64}}
    assert identity(spec) == identity(same) != identity(exchanged)
