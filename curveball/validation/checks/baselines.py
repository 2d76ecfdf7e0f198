"""What a trained model must beat: for the dataset's card, with no bound."""

from collections import defaultdict
from functools import cached_property

import numpy as np

from curveball.config.model import Config
from curveball.generation.rendering import VIDEOS_PER_BATCH, Renderer
from curveball.validation.batch import Batch
from curveball.validation.check import Check, Measurement


class Baselines(Check):
    """How well the last frame is predicted by simple rules from those before, and how large a video is."""

    name = "baselines"
    promise = "how simple rules predict the last frame of the audited videos, and bytes per video (reported, no bound)"

    def __init__(self, config: Config):
        self._config = config
        self._errors: dict[str, list[np.ndarray]] = {"copy_last_frame": [], "constant_velocity": []}
        self._bytes: dict[str, np.ndarray] = defaultdict(lambda: np.zeros(2, dtype=np.int64))

    def see(self, batch: Batch) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
        errors, sizes = {}, {}
        for class_name in set(batch.class_names):
            own = batch.class_names == class_name
            sizes[class_name] = np.array([batch.video_bytes[own].sum(), own.sum()])
        if self._config.frames >= 3:
            frames = batch.audited_frames
            errors["copy_last_frame"] = _squared_errors(frames[:, -2], frames[:, -1])
            errors["constant_velocity"] = _squared_errors(self._predict(batch), frames[:, -1])
        return errors, sizes

    def add(self, seen: tuple[dict[str, np.ndarray], dict[str, np.ndarray]]) -> None:
        errors, sizes = seen
        for name, values in errors.items():
            self._errors[name].append(values)
        for class_name, values in sizes.items():
            self._bytes[class_name] += values

    @cached_property
    def _renderer(self) -> Renderer:
        return Renderer(self._config, VIDEOS_PER_BATCH)

    def _predict(self, batch: Batch) -> np.ndarray:
        """Draw the last frames (N, H, W, C) as if the ball had kept the velocity of the two frames before."""
        position = batch.trajectory_2d[batch.audited].transpose(2, 1, 0).copy()
        radius = np.maximum(batch.radius_px[batch.audited].T, 0)  # A negative one, a fault, can't be drawn.
        position[:, -1] = 2 * position[:, -2] - position[:, -3]
        radius[-1] = radius[-2]
        for axis, size in enumerate((self._config.width, self._config.height)):
            position[axis, -1] = np.clip(position[axis, -1], radius[-1], size - 1 - radius[-1])
        predicted = np.empty((position.shape[2], *self._config.video_shape[1:]), dtype=np.uint8)
        for start in range(0, len(predicted), VIDEOS_PER_BATCH):
            part = slice(start, start + VIDEOS_PER_BATCH)
            predicted[part] = self._renderer.draw(position[..., part], radius[:, part])[:, -1]
        return predicted

    def measure(self) -> Measurement:
        total, count = sum(self._bytes.values(), start=np.zeros(2, dtype=np.int64))
        details = {
            "reason": "reported, not gated",
            "frame": self._config.frames - 1,
            **{name: _quality(np.concatenate(errors)) for name, errors in self._errors.items() if errors},
            "bytes_per_video": {
                "raw": int(np.prod(self._config.video_shape)),
                "mean": float(total / max(count, 1)),
                "by_class": {name: float(size / rows) for name, (size, rows) in sorted(self._bytes.items())},
            },
        }
        return Measurement(self.name, self.promise, None, None, None, details)


def _squared_errors(predicted: np.ndarray, frames: np.ndarray) -> np.ndarray:
    """Return the mean squared error of each frame (N, H, W, C), pixels from 0 to 1: (N,)."""
    error = (predicted.astype(np.float32) - frames) / 255
    return (error * error).mean(axis=(1, 2, 3))


def _quality(errors: np.ndarray) -> dict[str, float | None]:
    """Return the mean squared error, and the peak signal-to-noise ratio that belongs to it, in dB."""
    mse = float(errors.mean()) if len(errors) else 0.0
    return {"mse": mse, "psnr_db": float(-10 * np.log10(mse)) if mse else None}
