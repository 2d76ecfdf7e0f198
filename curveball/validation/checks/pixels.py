"""Checks of the pixels: unchanged, and showing the ball where and as large as the stored numbers say."""

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from curveball.config.model import Config
from curveball.config.visibility import ball_colors
from curveball.validation.ball_fit import fit_balls
from curveball.validation.batch import Batch
from curveball.validation.check import Bound, Check, Collector, FaultyRows, Value

_PIXELS_AT_A_TIME = 1 << 22
"""Pixels that are measured at a time. Each takes about 12 bytes."""


class VideoDigests(FaultyRows):
    """Decodes every video and compares the digest of its pixels with the stored one."""

    name = "video_digests"
    description = "Every video decodes to its shape, (T, H, W, C) uint8, and has its digest."
    quantity = "videos that cannot be decoded or have another digest"

    def faults(self, batch: Batch) -> NDArray[np.bool_]:
        """Return the rows whose digest is not that of their video."""
        return np.array([a != b for a, b in zip(batch.video_digests, batch.stored_digests, strict=True)])


class ClearBorder(FaultyRows):
    """Looks for pixels of the ball on the border of the frame, in the regenerated samples."""

    name = "clear_border"
    description = "In the regenerated samples, every pixel on the border of the frame is background."
    quantity = "videos with a ball on the border"

    def faults(self, batch: Batch) -> NDArray[np.bool_]:
        """Return the rows with a border pixel that is not background."""
        frames = batch.frames_of_regenerated
        background = ball_colors(batch.config).background.astype(np.uint8)
        touched = np.zeros(len(batch), dtype=bool)
        for edge in (frames[:, :, 0], frames[:, :, -1], frames[:, :, :, 0], frames[:, :, :, -1]):
            touched[batch.regenerated] |= (edge != background).any(axis=(1, 2, 3))
        return touched


class Errors(NamedTuple):
    """How far the ball in the pixels of M videos is from the stored numbers, in px, each of shape (M, T)."""

    center: NDArray[np.float64]
    radius: NDArray[np.float64]


class BallErrors(Collector[Errors]):
    """Measures the ball in the pixels of the regenerated samples; shared by the checks of its center and its radius.

    Its moments measure a ball that is alone in its frame, without any expectation. They are inexact for a ball that is
    smaller than a pixel or whose colors cancel. Where they exceed a bound, and for all trails, the frame is therefore
    compared with the expected one: if a ball nearby explains every pixel, that is where the ball is.
    """

    def __init__(self, config: Config):
        self._checks = config.checks
        self._errors: list[Errors] = []

    def map(self, batch: Batch) -> Errors:
        """Return the distances of the centers and the differences of the radii."""
        config, frames, rows = batch.config, batch.frames_of_regenerated, batch.regenerated
        centers, radii = batch.trajectory_2d[rows], batch.radius_px[rows]
        offset = ball_centers(config, frames) - centers
        moments = Errors(np.sqrt((offset**2).sum(axis=-1)), np.abs(ball_radii(config, frames) - radii))
        unclear = self._unclear(moments) if config.style == "dot" else np.ones(radii.shape, dtype=bool)
        if not unclear.any():
            return moments
        fitted = fit_balls(config, frames, centers, radii, chosen=unclear)
        return Errors(
            center=np.where(fitted.is_explained, fitted.center_px, moments.center),
            radius=np.where(fitted.is_explained, fitted.radius_px, moments.radius),
        )

    def _unclear(self, moments: Errors) -> NDArray[np.bool_]:
        """Return the frames whose moments exceed a bound: some if it is that of the maximum, all if of the median."""
        checks = self._checks
        if not (
            _median(moments.center) <= checks.center_px_median and _median(moments.radius) <= checks.radius_px_median
        ):
            return np.ones(moments.center.shape, dtype=bool)
        return ~((moments.center <= checks.center_px_max) & (moments.radius <= checks.radius_px_max))

    def update(self, partial: Errors) -> None:
        """Keep the errors."""
        self._errors.append(partial)

    def centers(self) -> NDArray[np.float64]:
        """Return the distances of the centers in all frames, flat."""
        return _flat([errors.center for errors in self._errors])

    def radii(self) -> NDArray[np.float64]:
        """Return the differences of the radii in all frames, flat."""
        return _flat([errors.radius for errors in self._errors])


class BallErrorCheck(Check):
    """A check of the ball in the pixels of the regenerated samples."""

    def __init__(self, errors: BallErrors, limit_px: float):
        self._errors = errors
        self.bound = Bound("at most", limit_px)

    def explain(self, value: Value) -> str:
        """Tell if there was nothing to measure."""
        if not len(self._errors.radii()):
            return "no regenerated sample has a video that can be decoded and finite numbers"
        return super().explain(value)


class CenterErrorMedian(BallErrorCheck):
    """The typical error of the center."""

    name = "center_error_median"
    description = "In the regenerated samples, the ball is typically centered on trajectory_2d."
    quantity = "median distance between the center in the pixels and trajectory_2d in px"

    def compute(self) -> Value:
        """Return the median over all frames."""
        return Value(number=_median(self._errors.centers()))


class CenterErrorMax(BallErrorCheck):
    """The largest error of the center."""

    name = "center_error_max"
    description = "In every frame of the regenerated samples, the ball is centered on trajectory_2d."
    quantity = "maximum distance between the center in the pixels and trajectory_2d in px"

    def compute(self) -> Value:
        """Return the maximum over all frames."""
        return Value(number=_max(self._errors.centers()))


class RadiusErrorMedian(BallErrorCheck):
    """The typical error of the radius."""

    name = "radius_error_median"
    description = "In the regenerated samples, the ball typically has the radius radius_px."
    quantity = "median difference between the radius in the pixels and radius_px in px"

    def compute(self) -> Value:
        """Return the median over all frames."""
        return Value(number=_median(self._errors.radii()))


class RadiusErrorMax(BallErrorCheck):
    """The largest error of the radius."""

    name = "radius_error_max"
    description = "In every frame of the regenerated samples, the ball has the radius radius_px."
    quantity = "maximum difference between the radius in the pixels and radius_px in px"

    def compute(self) -> Value:
        """Return the maximum over all frames."""
        return Value(number=_max(self._errors.radii()))


def ball_centers(config: Config, frames: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Measure the center of the ball as the centroid of what differs from the background (and from the trail).

    Args:
        config: The colors.
        frames: Shape (N, T, H, W, C).

    Returns:
        Shape (N, T, 2): column and row in px; NaN where there is no ball.
    """
    centers = np.empty((*frames.shape[:2], 2))
    for part in _parts(config, frames.shape):
        centers[part] = _centroids(config, frames[part], has_trail=config.style == "trail" and part[1].start > 0)
    return centers


def _parts(config: Config, shape: tuple[int, ...]) -> Iterator[tuple[slice, slice]]:
    """Divide frames (N, T, H, W, C) into parts of a limited number of pixels; the first frame of a trail is apart."""
    count, times, height, width, _ = shape
    frames = max(1, _PIXELS_AT_A_TIME // (height * width))
    first = [slice(0, 1)] if config.style == "trail" else []
    later = [slice(start, min(start + frames, times)) for start in range(len(first), times, frames)]
    videos = max(1, frames // times)
    for start in range(0, count, videos):
        for part in first + later:
            yield slice(start, start + videos), part


def _centroids(config: Config, frames: NDArray[np.uint8], has_trail: bool) -> NDArray[np.float64]:
    """Return the centroids (N, T, 2) of the balls in frames (N, T, H, W, C), either all or none with a trail."""
    background, ball, outline = ball_colors(config)
    clearest = np.minimum(np.abs(ball - background), np.abs(outline - background)).argmax()
    weight = np.abs(frames[..., clearest].astype(np.float32) - background[clearest])
    if has_trail:
        weight = np.maximum(weight - np.abs(ball - background)[clearest] * 0.51, 0)
    columns, rows = weight.sum(axis=2), weight.sum(axis=3)
    with np.errstate(invalid="ignore"):
        centroids = [(part * np.arange(part.shape[-1])).sum(axis=-1) / part.sum(axis=-1) for part in (columns, rows)]
    return np.stack(centroids, axis=-1)


def ball_radii(config: Config, frames: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Measure the radius of the ball from the sum of what differs from the background.

    A disc of radius r with an edge of one pixel, across which its coverage falls from 1 to 0, covers
    pi (r^2 + 1/12) pixels. The ball is one such disc in the color of the outline and, over it, one of radius c r in
    its own color, so the sum is pi (r^2 + 1/12) (outline - background) + pi (c^2 r^2 + 1/12) (ball - outline).

    Args:
        config: The colors, and the width of the outline.
        frames: Shape (N, T, H, W, C).

    Returns:
        Shape (N, T) in px; 0 where there is no ball, and not finite if the colors cancel.
    """
    background, ball, outline = ball_colors(config)
    core = 1 - config.ball.outline
    weight = (outline - background) + core**2 * (ball - outline)
    channel = np.abs(weight).argmax()
    total = frames[..., channel].sum(axis=(2, 3), dtype=np.float64) - background[channel] * math.prod(frames.shape[2:4])
    with np.errstate(divide="ignore", invalid="ignore"):  # for colors that cancel
        square = (total / np.pi - (ball - background)[channel] / 12) / weight[channel]
    return np.asarray(np.sqrt(np.maximum(square, 0)))


def _flat(parts: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
    return np.concatenate([np.empty(0), *(part.ravel() for part in parts)])


def _median(errors: NDArray[np.float64]) -> float:
    return float(np.median(errors)) if len(errors) else math.nan


def _max(errors: NDArray[np.float64]) -> float:
    return float(errors.max()) if len(errors) else math.nan
