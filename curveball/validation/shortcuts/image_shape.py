"""The shape of what an image shows, as numbers that depend on neither its place, size, rotation nor reflection.

Normalized central moments along the principal axes (M.-K. Hu, 1962), up to order 6.
"""

from itertools import accumulate
from math import comb

import numpy as np
from numpy.typing import NDArray

_ORDER = 6
_POWERS = [(p, q) for p in range(_ORDER + 1) for q in range(_ORDER + 1 - p)]

Floats = NDArray[np.float64]


class MomentMeter:
    """Measures the moments of images of one size."""

    def __init__(self, height: int, width: int):
        powers = np.arange(_ORDER + 1)[:, None]
        longer = max(height, width, 2)
        self._of_rows, self._of_columns = (
            ((np.arange(size) - (size - 1) / 2) / (longer / 2)) ** powers for size in (height, width)
        )

    def measure(self, images: Floats) -> Floats:
        """Return the moments of images.

        Args:
            images: Shape (..., H, W): the weight of each pixel, at least 0; the background is 0.

        Returns:
            Shape (..., 7, 7): at [q, p] the sum of weight x^p y^q. x and y are column and row from the center of the
            image, in halves of its longer side.
        """
        moments: Floats = self._of_rows @ images @ self._of_columns.T
        return moments


def shape_features(moments: NDArray[np.floating]) -> Floats:
    """Return the size of what images show, and their shape.

    Args:
        moments: Shape (N, 7, 7), as measured.

    Returns:
        Shape (N, 26): sum of the weights; RMS extent, in halves of the longer side; then the normalized moments of
        orders 2 to 6 along the principal axes, which point to where the third moments are positive. An image without
        weight has zeros only.
    """
    raw = moments.transpose(1, 2, 0).astype(np.float64)
    total = raw[0, 0].copy()
    is_empty = total <= 0
    raw = raw / np.where(is_empty, 1, total)
    central = _central(raw)
    extent = np.sqrt(np.maximum(central[2, 0] + central[0, 2], 1e-12))
    along = _along_principal_axes(central)
    shape = [along[p, q] / extent ** (p + q) for p, q in _POWERS if p + q > 1 and (p, q) != (1, 1)]
    features = np.column_stack([total, extent, *shape])
    features[is_empty] = 0
    return features


_Moments = dict[tuple[int, int], Floats]
"""Arrays (N,) by the powers of x and y."""


def _central(raw: Floats) -> _Moments:
    """Return the moments about the centroid, of moments (7, 7, N) of images of weight 1."""
    x, y = _powers(-raw[0, 1]), _powers(-raw[1, 0])
    return {
        (p, q): sum(
            (comb(p, i) * comb(q, j) * (x[p - i] * y[q - j] * raw[j, i]) for i in range(p + 1) for j in range(q + 1)),
            start=np.zeros_like(x[0]),
        )
        for p, q in _POWERS
    }


def _along_principal_axes(central: _Moments) -> _Moments:
    """Return central moments in the axes of the largest and smallest variance, each of which has two directions."""
    angle = np.arctan2(2 * central[1, 1], central[2, 0] - central[0, 2]) / 2
    c, s = _powers(np.cos(angle)), _powers(np.sin(angle))
    rotated = {
        (p, q): sum(
            (
                comb(p, i) * comb(q, j) * (-1) ** j * (c[i + q - j] * s[p - i + j] * central[i + j, p - i + q - j])
                for i in range(p + 1)
                for j in range(q + 1)
            ),
            start=np.zeros_like(angle),
        )
        for p, q in _POWERS
    }
    major, minor = (np.where(rotated[third] < 0, -1.0, 1.0) for third in ((3, 0), (0, 3)))
    return {(p, q): rotated[p, q] * major**p * minor**q for p, q in _POWERS}


def _powers(values: Floats) -> list[Floats]:
    """Return values to the powers of 0, 1, 2, ..., by multiplication, which is faster than the operator."""
    return list(accumulate([values] * _ORDER, np.multiply, initial=np.ones_like(values)))
