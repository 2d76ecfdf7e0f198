"""How much a ball changes the pixels, which decides whether it can be seen."""

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from curveball.numerics.colors import color_channels

if TYPE_CHECKING:
    from curveball.config.model import Config

MIN_CONTRAST = 4
"""Smallest difference of a pixel from the background that counts as visible, of 255."""

_LARGE_PX = 4.0
"""From this radius on, the outline or the inside of a ball covers a pixel completely."""
_GRID = np.arange(-math.ceil(_LARGE_PX), math.ceil(_LARGE_PX) + 2)


class BallColors(NamedTuple):
    """Colors of a video, each of shape (C,)."""

    background: NDArray[np.float32]
    ball: NDArray[np.float32]
    outline: NDArray[np.float32]


def ball_colors(config: "Config") -> BallColors:
    """Return the colors of the configuration as channels."""
    colors = (config.background, config.ball.color, config.ball.outline_color)
    return BallColors(*(color_channels(color, config.grayscale) for color in colors))


def ball_contrast(config: "Config", radius_px: float) -> float:
    """Return how much a ball changes the pixel that it changes most, at the worst position between the pixels.

    A ball that is smaller than a pixel covers none completely, and least where four pixels meet. Where the background
    lies between the colors of ball and outline, the two cancel in pixels that show both.

    Args:
        config: The colors and the width of the outline.
        radius_px: Radius of the ball.

    Returns:
        The largest difference from the background in any channel, from 0 to 255: the smallest one of three positions,
        which are the center of a pixel, the middle of its side, and its corner.
    """
    background, ball, outline = ball_colors(config)
    radius = min(radius_px, _LARGE_PX)
    contrasts = []
    for x, y in ((0.0, 0.0), (0.5, 0.0), (0.5, 0.5)):
        distance = np.hypot(_GRID[:, None] - x, _GRID - y)[..., None]
        disc, core = (
            np.clip(r + 0.5 - distance, 0, min(2 * r, 1)) for r in (radius, radius * (1 - config.ball.outline))
        )
        contrasts.append(np.abs(disc * (outline - background) + core * (ball - outline)).max())
    return float(min(contrasts))
