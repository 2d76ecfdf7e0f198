"""Promises about pixels: they are what was made, and show what the trajectory says."""

import math
from dataclasses import replace

import numpy as np

from curveball.config.model import Config
from curveball.numerics.colors import color_channels
from curveball.validation.batch import Batch
from curveball.validation.check import Check, FaultCount, Measurement


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


class Centers(Check):
    """The ball is drawn where the trajectory says."""

    name = "centers"
    promise = "in the audited videos the ball's center, measured from pixels, is on trajectory_2d (median distance, px)"

    def __init__(self, config: Config):
        self._checks = config.checks
        # With a trail, only the first frame shows the ball alone; in the others its center is found less exactly.
        self._exact = slice(1 if config.style == "trail" else None)
        self._distances: list[np.ndarray] = []

    def see(self, batch: Batch) -> np.ndarray:
        offset = ball_centers(batch.config, batch.audited_frames) - batch.trajectory_2d[batch.audited]
        return np.sqrt((offset**2).sum(axis=-1))

    def add(self, seen: np.ndarray) -> None:
        self._distances.append(seen)

    def measure(self) -> Measurement:
        return self._outcome(self._checks.center_px_median, self._checks.center_px_max)

    def _outcome(self, median: float, greatest: float) -> Measurement:
        if not sum(map(len, self._distances)):
            reason = "no audited row has a video that can be decoded and finite numbers"
            return Measurement(self.name, self.promise, median, None, False, {"reason": reason})
        distances = np.concatenate(self._distances)
        typical = float(np.median(distances[:, self._exact]))
        worst = float(distances.max())
        details = {"greatest": worst if math.isfinite(worst) else None, "greatest_allowed": greatest}
        passed = typical <= median and worst <= greatest
        if not passed:
            details["finding"] = (
                f"{typical:.2f} px off at the median (allowed {median}), {worst:.2f} at most ({greatest})"
            )
        return replace(self.at_most(median, typical), passed=passed, details=details)


class Radii(Centers):
    """The ball is drawn as large as it should be."""

    name = "radii"
    promise = "in the audited videos the ball's radius, measured from pixels, is radius_px (median difference, px)"

    def see(self, batch: Batch) -> np.ndarray:
        frames, expected = batch.audited_frames[:, self._exact], batch.radius_px[batch.audited][:, self._exact]
        return np.abs(ball_radii(batch.config, frames) - expected)

    def measure(self) -> Measurement:
        return self._outcome(self._checks.radius_px_median, self._checks.radius_px_max)


def ball_centers(config: Config, frames: np.ndarray) -> np.ndarray:
    """Measure the center of the ball as the centroid of what differs from the background (and from the trail).

    Args:
        config: The colors.
        frames: Shape (N, T, H, W, C), uint8.

    Returns:
        Shape (N, T, 2): column and row in pixels; NaN where there is no ball.
    """
    background, ball, outline = channels_of(config)
    clearest = np.minimum(np.abs(ball - background), np.abs(outline - background)).argmax()
    weight = np.abs(frames[..., clearest].astype(np.float32) - background[clearest])
    if config.style == "trail":
        weight[:, 1:] = np.maximum(weight[:, 1:] - np.abs(ball - background)[clearest] * 0.51, 0)
    columns, rows = weight.sum(axis=2), weight.sum(axis=3)
    with np.errstate(invalid="ignore"):
        return np.stack(
            [(part * np.arange(part.shape[-1])).sum(axis=-1) / part.sum(axis=-1) for part in (columns, rows)], axis=-1
        )


def ball_radii(config: Config, frames: np.ndarray) -> np.ndarray:
    """Measure the radius of the ball from the sum of what differs from the background.

    A disc of radius r with an edge of one pixel, across which its coverage falls from 1 to 0, covers
    pi (r^2 + 1/12) pixels. The ball is one such disc in the color of the outline and, over it, one of c r in the
    ball's own, so the sum is pi (r^2 + 1/12) (outline - background) + pi (c^2 r^2 + 1/12) (ball - outline).

    Args:
        config: The colors, and the width of the outline.
        frames: Shape (N, T, H, W, C), uint8.

    Returns:
        Shape (N, T), in pixels; 0 where there is no ball.
    """
    background, ball, outline = channels_of(config)
    core = 1 - config.ball.outline
    weight = (outline - background) + core**2 * (ball - outline)
    channel = np.abs(weight).argmax()
    total = frames[..., channel].sum(axis=(2, 3), dtype=np.float64) - background[channel] * math.prod(frames.shape[2:4])
    square = (total / np.pi - (ball - background)[channel] / 12) / weight[channel]
    return np.sqrt(np.maximum(square, 0))


def channels_of(config: Config) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the colors of the background, the ball and its outline, each (C,) float32."""
    return tuple(
        color_channels(color, config.grayscale)
        for color in (config.background, config.ball.color, config.ball.outline_color)
    )
