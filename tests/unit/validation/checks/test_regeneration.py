"""Regenerated samples are equal to the stored ones; if not, the sample is named."""

import numpy as np
import pytest

from curveball.dataset.layout import MANIFEST
from curveball.dataset.manifest import read_manifest
from tests.support.faults import a_wrong_equation, a_wrong_fingerprint, one_pixel_changed
from tests.support.planting import TRAIN


def test_the_fingerprint_of_the_rows_is_given(copy):
    assert copy.check("fingerprint").details.fingerprint == read_manifest(copy.folder / MANIFEST).fingerprint


def test_the_fingerprint_does_not_depend_on_the_order_of_rows_and_files(copy):
    for name in copy.names:
        table = copy.read(name)
        copy.write(name, table.take(np.arange(len(table))[::-1]))
    assert copy.check("fingerprint").status == "passed"


@pytest.mark.parametrize("plant", [one_pixel_changed, a_wrong_equation])
def test_a_row_that_is_regenerated_differently_is_named(copy, plant):
    plant(copy)
    found = copy.check("regeneration")
    assert found.value == 1
    assert found.examples == [copy.read(TRAIN)["sample_id"][3].as_py()]


def test_both_fingerprints_are_named_if_they_differ(copy):
    found = copy.check("fingerprint").details.fingerprint
    a_wrong_fingerprint(copy)
    assert copy.check("fingerprint").finding == (f"the rows have the fingerprint {found}, the manifest has {'0' * 32}")
