"""What a trained model has to beat: simple predictions of the last frame, and the size of a compressed video."""

import math
from collections import Counter
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from curveball.config.model import Config
from curveball.generation.rendering import Renderer
from curveball.validation import outcome
from curveball.validation.batch import Batch
from curveball.validation.check import RowCheck, Value

_FAR_PX = 1 << 20
"""No ball is drawn farther from the frame, or larger, than this."""


class Tally(NamedTuple):
    """The baselines of a batch."""

    copied: NDArray[np.float32]
    """Mean squared error of the last frame but one as a prediction of the last one, shape (M,)."""
    extrapolated: NDArray[np.float32]
    """The same for a ball that keeps its velocity, shape (M,)."""
    rows: Counter[str]
    """Videos of each class."""
    video_bytes: Counter[str]
    """Bytes of all compressed videos of each class."""


class Baselines(RowCheck[Tally]):
    """Predicts the last frame of the regenerated samples, and measures the size of all videos."""

    name = "baselines"
    description = "Simple predictions of the last frame of the regenerated samples, and bytes per video."
    quantity = "prediction errors and bytes per video, in the details"
    bound = None

    def __init__(self, config: Config):
        self._config = config
        self._copied: list[NDArray[np.float32]] = []
        self._extrapolated: list[NDArray[np.float32]] = []
        self._rows: Counter[str] = Counter()
        self._bytes: Counter[str] = Counter()

    def map(self, batch: Batch) -> Tally:
        """Return the errors of both predictions, and the sizes of the videos by class."""
        copied = extrapolated = np.empty(0, dtype=np.float32)
        if self._config.frames >= 3:
            frames = batch.frames_of_regenerated
            copied = _squared_errors(frames[:, -2], frames[:, -1])
            extrapolated = _squared_errors(self._extrapolate(batch), frames[:, -1])
        rows = Counter(batch.class_names.tolist())
        sizes = Counter({name: int(batch.video_bytes[batch.is_of_class(name)].sum()) for name in rows})
        return Tally(copied=copied, extrapolated=extrapolated, rows=rows, video_bytes=sizes)

    def update(self, partial: Tally) -> None:
        """Keep the errors, add the sizes."""
        self._copied.append(partial.copied)
        self._extrapolated.append(partial.extrapolated)
        self._rows.update(partial.rows)
        self._bytes.update(partial.video_bytes)

    def compute(self) -> Value:
        """Return the means."""
        sizes = outcome.VideoBytes(
            raw=int(np.prod(self._config.video_shape)),
            mean=self._bytes.total() / max(self._rows.total(), 1),
            by_class={name: self._bytes[name] / count for name, count in sorted(self._rows.items())},
        )
        details = outcome.Baselines(
            frame=self._config.frames - 1,
            copy_last_frame=_prediction_error(self._copied),
            constant_velocity=_prediction_error(self._extrapolated),
            bytes_per_video=sizes,
        )
        return Value(details=details)

    @cached_property
    def _renderer(self) -> Renderer:
        return Renderer(self._config)

    def _extrapolate(self, batch: Batch) -> NDArray[np.uint8]:
        """Render the last frames (M, H, W, C) as if the ball had kept the velocity of the two frames before."""
        # What cannot be drawn is a fault that other checks find: negative radii, and numbers that overflow.
        position = np.clip(batch.trajectory_2d[batch.regenerated].transpose(2, 1, 0), -_FAR_PX, _FAR_PX)
        radius = np.clip(batch.radius_px[batch.regenerated].T, 0, _FAR_PX)
        position[:, -1] = 2 * position[:, -2] - position[:, -3]
        radius[-1] = radius[-2]
        for axis, size in enumerate((self._config.width, self._config.height)):
            position[axis, -1] = np.clip(position[axis, -1], radius[-1], size - 1 - radius[-1])
        predicted = np.empty((position.shape[2], *self._config.video_shape[1:]), dtype=np.uint8)
        for start in range(0, len(predicted), self._renderer.max_videos):
            part = slice(start, start + self._renderer.max_videos)
            predicted[part] = self._renderer.draw(position[..., part], radius[:, part])[:, -1]
        return predicted


def _squared_errors(predicted: NDArray[np.uint8], frames: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return the mean squared error of each frame (N, H, W, C), with pixels from 0 to 1: shape (N,)."""
    errors = ((a.astype(np.float32) - b) / 255 for a, b in zip(predicted, frames, strict=True))
    return np.array([(error * error).mean() for error in errors], dtype=np.float32)


def _prediction_error(parts: list[NDArray[np.float32]]) -> outcome.PredictionError | None:
    """Return the mean squared error and its peak signal-to-noise ratio in dB; None if nothing was predicted."""
    errors = np.concatenate([np.empty(0, dtype=np.float32), *parts])
    if not len(errors):
        return None
    mse = math.fsum(errors.tolist()) / len(errors)  # exact, so that the order of the rows does not matter
    return outcome.PredictionError(mse=mse, psnr_db=float(-10 * np.log10(mse)) if mse else None)
