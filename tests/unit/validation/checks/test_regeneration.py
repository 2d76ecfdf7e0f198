"""What is made again is what stands there, and where it isn't, the row is named."""

import json

import numpy as np
import pytest

from curveball.dataset.layout import MANIFEST
from tests.support.faults import another_equation, one_pixel_changed
from tests.support.planting import TRAIN, Copy


def manifest_of(copy: Copy) -> dict:
    return json.loads((copy.folder / MANIFEST).read_text())


def test_the_fingerprint_that_was_found_is_told(copy):
    assert copy.measure()["fingerprint"].details["fingerprint"] == manifest_of(copy)["fingerprint"]


def test_the_fingerprint_does_not_depend_on_the_order_of_rows_and_files(copy):
    for name in copy.names:
        table = copy.read(name)
        copy.write(name, table.take(np.arange(len(table))[::-1]))
    assert copy.measure()["fingerprint"].passed


@pytest.mark.parametrize("plant", [one_pixel_changed, another_equation])
def test_a_row_that_the_code_makes_otherwise_is_named(copy, plant):
    plant(copy)
    remade = copy.measure()["regenerated"]
    assert remade.measured == 1
    assert remade.details["examples"] == [copy.read(TRAIN)["sample_id"][3].as_py()]
