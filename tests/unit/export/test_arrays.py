"""Columns as arrays, described before they are read."""

import numpy as np

from curveball.export.arrays import columns
from curveball.export.files import ARRAYS
from curveball.export.source import Source


def test_each_array_has_the_described_type_and_shape(little):
    source = Source(little.folder)
    found = list(columns(source, source.splits()["train"]))

    assert tuple(column.name for column in found) == ARRAYS
    for column in found:
        array = np.concatenate(list(column.read()))
        assert (array.dtype, array.shape) == (column.dtype, column.shape)
