"""What a dataset was made with."""

from importlib.metadata import PackageNotFoundError

import numpy as np
import pyarrow as pa
import pytest

from curveball.dataset.provenance import versions


def test_versions_are_those_installed():
    assert versions("numpy", "pyarrow") == {"numpy": np.__version__, "pyarrow": pa.__version__}


def test_what_is_not_installed_has_no_version():
    with pytest.raises(PackageNotFoundError, match=r"not-installed-here$"):
        versions("not-installed-here")


def test_a_smaller_build_of_a_package_has_its_version():
    import xgboost

    assert versions("xgboost") == {"xgboost": xgboost.__version__}
