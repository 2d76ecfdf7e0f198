"""Color strings are converted to the values of pixels."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from curveball.numerics.colors import color_channels

BYTES = st.integers(0, 255)


@given(BYTES, BYTES, BYTES)
def test_a_color_has_three_channels(red, green, blue):
    found = color_channels(f"#{red:02x}{green:02x}{blue:02x}", grayscale=False)
    assert found.tolist() == [red, green, blue]
    assert found.dtype == np.float32


@given(BYTES)
def test_grayscale_leaves_gray_levels_unchanged(level):
    assert color_channels(f"#{level:02x}{level:02x}{level:02x}", grayscale=True).tolist() == [level]


@pytest.mark.parametrize(("color", "luma"), [("#ff0000", 76), ("#00ff00", 150), ("#0000ff", 29)])
def test_grayscale_is_the_luma_of_bt_601(color, luma):
    assert color_channels(color, grayscale=True).tolist() == [luma]


def test_upper_case_digits_are_accepted():
    assert color_channels("#ABCDEF", False).tolist() == color_channels("#abcdef", False).tolist()
