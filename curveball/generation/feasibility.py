"""Draws a few samples of a configuration before any job, to reject at once what a job would fail on."""

import numpy as np

from curveball.config.model import Config
from curveball.config.visibility import MIN_CONTRAST, ball_contrast
from curveball.generation.framing import FramingError
from curveball.generation.sampling import draw_samples

_MAX_SAMPLES, _MAX_POINTS = 256, 4096


def check_first_samples(config: Config) -> None:
    """Draw the first samples of each class, without their pixels. It takes about 20 ms.

    A sample after these may still have no usable view, which its job then reports.

    Args:
        config: The configuration.

    Raises:
        FramingError: One of these samples has no usable view in `framing.max_attempts` attempts, or a view in which
            the ball cannot be seen.
    """
    indices = np.arange(min(config.samples_per_class, _MAX_SAMPLES, max(8, _MAX_POINTS // config.frames)))
    for class_name in config.classes:
        radius_px = draw_samples(config, class_name, indices).radius_px.min(axis=0)
        contrast = ball_contrast(config, float(radius_px.min()))
        if contrast < MIN_CONTRAST:
            raise FramingError(
                f"The ball of {class_name} (index {indices[radius_px.argmin()]}) cannot be seen: far from the camera, "
                f"its radius is {radius_px.min():.2g} px, which changes no pixel by more than {contrast:.2g} of 255 "
                f"where it is between pixels, and must change one by {MIN_CONTRAST}. Raise ball.radius "
                f"{list(config.ball.radius)}, or lower framing.field_of_view_deg "
                f"{list(config.framing.field_of_view_deg)} or framing.extent {list(config.framing.extent)}."
            )
