"""Colors as the numbers that pixels have."""

import numpy as np


def color_channels(color: str, grayscale: bool) -> np.ndarray:
    """Return the channels of #rrggbb, shape (C,), float32 integers; for grayscale the luma of ITU-R BT.601."""
    red, green, blue = (int(color[k : k + 2], 16) for k in (1, 3, 5))
    if grayscale:
        return np.array([(299 * red + 587 * green + 114 * blue + 500) // 1000], dtype=np.float32)
    return np.array([red, green, blue], dtype=np.float32)
