"""Conversion of color strings to pixel values."""

import numpy as np
from numpy.typing import NDArray


def color_channels(color: str, grayscale: bool) -> NDArray[np.float32]:
    """Return the channel values of a color.

    Args:
        color: A color as `#rrggbb`, in hexadecimal digits of either case.
        grayscale: Whether to return the luma of ITU-R BT.601, 0.299 R + 0.587 G + 0.114 B, rounded to an integer,
            in place of red, green and blue.

    Returns:
        Shape (1,) for grayscale, else (3,); float32 holding integers from 0 to 255.
    """
    red, green, blue = (int(color[k : k + 2], 16) for k in (1, 3, 5))
    if grayscale:
        return np.array([(299 * red + 587 * green + 114 * blue + 500) // 1000], dtype=np.float32)
    return np.array([red, green, blue], dtype=np.float32)
