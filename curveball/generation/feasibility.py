"""Draws a few samples of a configuration before any job, to reject at once what a job would fail on."""

import numpy as np
from msgspec.structs import replace

from curveball.config.errors import ConfigError
from curveball.config.model import Config
from curveball.config.visibility import MIN_CONTRAST, ball_contrast
from curveball.generation.framing import FramingError
from curveball.generation.sampling import Samples, draw_samples

_SAMPLES, _POINTS = 64, 1024
_MORE_SAMPLES, _MORE_POINTS, _MORE_VIEWS = 2048, 1 << 16, 1 << 17
_FEW_ATTEMPTS = 16


def check_first_samples(config: Config) -> None:
    """Draw the first samples of each class, without their pixels, to see that they have views, visible
    balls and different videos.

    It takes about 15 ms. Where a sample needs more than a few of the attempts, another may need more than all: then
    more samples are drawn, which takes up to about a second. A sample after these may still have no usable view, which
    its job then reports.

    Args:
        config: The configuration.

    Raises:
        FramingError: One of these samples has no usable view in `framing.max_attempts` attempts, or a view in which
            the ball cannot be seen.
        ConfigError: Two of these samples are the same video, because the settings leave nothing to chance.
    """
    attempts = config.framing.max_attempts
    few = min(_SAMPLES, max(8, _POINTS // config.frames))
    try:
        if attempts >= 4:
            framing = replace(config.framing, max_attempts=min(attempts // 4, _FEW_ATTEMPTS))
            _draw_and_check(replace(config, framing=framing), few)
            return
    except FramingError:
        pass
    _draw_and_check(config, min(few, 8))  # A framing that is never possible is found with few samples.
    _draw_and_check(config, max(few, min(_MORE_SAMPLES, _MORE_POINTS // config.frames, _MORE_VIEWS // attempts)))


def _draw_and_check(config: Config, count: int) -> None:
    """Draw the first samples of each class, and check how large their balls are and that their videos differ."""
    known: dict[bytes, str] = {}
    for class_name in config.classes:
        samples = draw_samples(config, class_name, np.arange(min(count, config.class_counts[class_name])))
        if (reason := _why_invisible(config, samples)) is not None:
            raise FramingError(reason)
        for index, ball in enumerate(np.concatenate([samples.trajectory_2d, samples.radius_px[None]]).T):
            name = f"{class_name} (index {index})"
            if (same := known.setdefault(ball.tobytes(), name)) != name:
                raise ConfigError(_explain_same(config, same, name))


def _explain_same(config: Config, first: str, second: str) -> str:
    """Return why two samples are the same video, and what would make them differ."""
    return (
        f"{first} and {second} are the same video: framing.placement {config.framing.placement}, frames "
        f"{config.frames}, ball.radius {list(config.ball.radius)}, ball.pulse {list(config.ball.pulse)} and "
        f"framing.extent {list(config.framing.extent)} leave nothing to chance. Use framing.placement random, more "
        "frames, jitter or a wider range."
    )


def _why_invisible(config: Config, samples: Samples) -> str | None:
    """Return why the smallest ball of some samples cannot be seen; None if it can."""
    radius_px = samples.radius_px.min(axis=0)
    smallest = int(radius_px.argmin())
    contrast = ball_contrast(config, float(radius_px[smallest]))
    if contrast >= MIN_CONTRAST:
        return None
    return (
        f"The ball of {samples.class_name} (index {samples.index[smallest]}) cannot be seen where it is far from the "
        f"camera: its radius is {radius_px[smallest]:.2g} px there, and between pixels it changes none by more than "
        f"{contrast:.2g} of 255; at least {MIN_CONTRAST} are required. Raise ball.radius "
        f"{list(config.ball.radius)}, or lower ball.pulse {list(config.ball.pulse)}, framing.field_of_view_deg "
        f"{list(config.framing.field_of_view_deg)} or framing.extent {list(config.framing.extent)}."
    )
