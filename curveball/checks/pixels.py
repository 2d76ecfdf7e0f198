"""Promises about pixels: they are what was made, and show what the trajectory says."""

import numpy as np

from curveball.checks.check import Batch, Check, FaultCount, Measurement
from curveball.colors import color_channels
from curveball.config import Config


class Digests(FaultCount):
    """Every video decodes to frames of the promised shape, with the promised digest."""

    name = "digests"
    promise = "every video decodes to its shape, (T, H, W, C) uint8, and has its digest"

    def faults(self, batch: Batch) -> np.ndarray:
        stored = batch.rows["digest"].to_pylist()
        return np.array([a != b for a, b in zip(batch.video_digests, stored, strict=True)])


class ClearBorder(FaultCount):
    """No ball touches the border of the picture, in the pixels of the audited videos."""

    name = "clear_border"
    promise = "in the audited videos every pixel on the border of the picture is background"

    def faults(self, batch: Batch) -> np.ndarray:
        frames = batch.audited_frames
        background = channels_of(batch.config)[0].astype(np.uint8)
        touched = np.zeros(len(batch), dtype=bool)
        for edge in (frames[:, :, 0], frames[:, :, -1], frames[:, :, :, 0], frames[:, :, :, -1]):
            touched[batch.audited] |= (edge != background).any(axis=(1, 2, 3))
        return touched


class Centres(Check):
    """The ball is drawn where the trajectory says."""

    name = "centres"
    promise = "in the audited videos the ball's centre, measured from pixels, is on trajectory_2d (median distance, px)"

    def __init__(self, config: Config):
        self._bound = config.checks.centre_px_median
        self._distances: list[np.ndarray] = []

    def see(self, batch: Batch) -> None:
        offset = ball_centres(batch.config, batch.audited_frames) - batch.trajectory_2d[batch.audited]
        self._distances.append(np.sqrt((offset**2).sum(axis=-1)).reshape(-1))

    def measure(self) -> Measurement:
        distances = np.concatenate([np.empty(0), *self._distances])
        if not len(distances):
            return Measurement(self.name, self.promise, self._bound, None, False, {"reason": "no video can be decoded"})
        return self.at_most(self._bound, float(np.median(distances)), greatest=float(distances.max()))


def ball_centres(config: Config, frames: np.ndarray) -> np.ndarray:
    """Measure the centre of the ball as the centroid of what differs from the background (and from the trail).

    Args:
        config: The colours.
        frames: Shape (N, T, H, W, C), uint8.

    Returns:
        Shape (N, T, 2): column and row in pixels; NaN where there is no ball.
    """
    background, ball, outline = channels_of(config)
    clearest = np.minimum(np.abs(ball - background), np.abs(outline - background)).argmax()
    weight = np.abs(frames[..., clearest].astype(np.float32) - background[clearest])
    if config.style == "trail":
        weight = np.maximum(weight - np.abs(ball - background)[clearest] * 0.51, 0)
    columns, rows = weight.sum(axis=2), weight.sum(axis=3)
    with np.errstate(invalid="ignore"):
        return np.stack(
            [(part * np.arange(part.shape[-1])).sum(axis=-1) / part.sum(axis=-1) for part in (columns, rows)], axis=-1
        )


def channels_of(config: Config) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the colours of the background, the ball and its outline, each (C,) float32."""
    return tuple(
        color_channels(color, config.grayscale)
        for color in (config.background, config.ball.color, config.ball.outline_color)
    )
