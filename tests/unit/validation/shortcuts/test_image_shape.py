"""The shape of an image depends on neither its place, size, rotation nor reflection, and tells a curve from a line."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from curveball.validation.shortcuts.image_shape import MomentMeter, shape_features

SIZE = 40
SEEDS = st.integers(0, 2**32 - 1)


def features(*images: np.ndarray) -> np.ndarray:
    height, width = images[0].shape
    meter = MomentMeter(height, width)
    return shape_features(np.stack([meter.measure(image) for image in images]))


def blots(seed: int) -> np.ndarray:
    """Return an image with a few random weights in its upper left quarter."""
    random, image = np.random.default_rng(seed), np.zeros((SIZE, SIZE))
    image[: SIZE // 2, : SIZE // 2] = random.random((SIZE // 2, SIZE // 2)) * (random.random((20, 20)) < 0.05)
    image[3, 3], image[5, 15], image[11, 4] = 1, 2, 3  # never empty, never symmetric
    return image


@given(SEEDS, st.integers(0, 20), st.integers(0, 20))
def test_a_shift_changes_nothing(seed, down, right):
    here, there = features(blots(seed), np.roll(blots(seed), (down, right), axis=(0, 1)))
    np.testing.assert_allclose(there, here, rtol=1e-5, atol=1e-5)


@given(SEEDS, st.integers(0, 3), st.booleans())
def test_a_quarter_turn_and_a_reflection_change_nothing(seed, turns, reflected):
    image = blots(seed)
    here, there = features(image, np.rot90(image.T if reflected else image, turns))
    np.testing.assert_allclose(there, here, rtol=1e-5, atol=1e-5)


def test_twice_the_size_changes_the_extent_only():
    small, large = np.zeros((2, SIZE, SIZE))
    for row, column, weight in ((0, 0, 1), (2, 9, 2), (7, 4, 3)):
        small[row, column] = large[2 * row, 2 * column] = weight
    here, there = features(small, large)
    assert there[1] == pytest.approx(2 * here[1])
    np.testing.assert_allclose(there[2:], here[2:], rtol=1e-6, atol=1e-6)


def test_the_features_are_moments_along_the_principal_axes():
    image = np.zeros((1, SIZE))
    image[0, [4, 5, 9]] = 1, 1, 2
    weight, offset = np.array([1, 1, 2]) / 4, np.array([-2.75, -1.75, 2.25])
    extent = np.sqrt((offset**2 * weight).sum())
    found = features(image)[0]
    assert found[:2] == pytest.approx([4, extent / (SIZE / 2)])
    along = offset / extent * np.sign((offset**3 * weight).sum())
    of_the_major_axis = found[[11, 16, 20, 23, 25]]
    np.testing.assert_allclose(of_the_major_axis, [(along**power * weight).sum() for power in range(2, 7)], atol=1e-9)


def test_an_empty_image_has_zeros_only():
    assert not features(np.zeros((3, 5))).any()
