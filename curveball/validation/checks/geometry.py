"""Promises about numbers: finite, inside the picture, and what the camera says."""

import numpy as np
import pyarrow as pa

from curveball.config.model import Config
from curveball.generation.camera import Camera
from curveball.generation.schema import parameter_owners
from curveball.validation.batch import Batch
from curveball.validation.check import Check, FaultCount, Measurement


class FiniteValues(FaultCount):
    """Every number of a row is a finite one, or rightly missing."""

    name = "finite_values"
    promise = "every number is finite; only parameters of other classes are missing"

    def faults(self, batch: Batch) -> np.ndarray:
        faulty = np.zeros(len(batch), dtype=bool)
        owners = parameter_owners(batch.config)
        for field in batch.rows.schema:
            column = batch.rows[field.name]
            owner = owners.get(field.name)
            belongs = batch.class_names == owner if owner else np.ones(len(batch), dtype=bool)
            faulty |= column.is_valid().to_numpy() != belongs
            if pa.types.is_fixed_size_list(field.type) or pa.types.is_floating(field.type):
                values = batch.column(field.name).reshape(len(batch), -1)
                faulty |= ~np.isfinite(values).all(axis=1) & belongs
        return faulty


class BallInside(Check):
    """The whole ball with its outline is in the picture, in every frame."""

    name = "ball_inside"
    promise = "in every frame the whole ball is inside the picture, with framing.margin_px to spare (px)"

    def __init__(self, config: Config):
        self._bound = config.framing.margin_px
        self._last_pixel = np.array([config.width, config.height]) - 0.5
        self._least = np.inf

    def see(self, batch: Batch) -> float:
        center, radius = batch.trajectory_2d, batch.radius_px[..., None]
        room = np.minimum(center - radius + 0.5, self._last_pixel - center - radius)
        return room.min()

    def add(self, seen: float) -> None:
        self._least = np.minimum(self._least, seen)  # np.minimum: a NaN stays, and fails

    def measure(self) -> Measurement:
        return self.at_least(self._bound, float(self._least))


class Projection(Check):
    """The stored camera, applied to the stored curve, gives the stored track."""

    name = "projection"
    promise = "the camera projects trajectory_3d onto trajectory_2d (greatest distance, px)"

    def __init__(self, config: Config):
        self._bound = config.checks.projection_px
        self._greatest = 0.0

    def see(self, batch: Batch) -> float:
        projected, _ = stored_cameras(batch).project(batch.trajectory_3d.T.astype(np.float64))
        return np.abs(projected - batch.trajectory_2d.T).max()

    def add(self, seen: float) -> None:
        self._greatest = np.maximum(self._greatest, seen)

    def measure(self) -> Measurement:
        return self.at_most(self._bound, float(self._greatest))


def stored_cameras(batch: Batch) -> Camera:
    """Return the cameras of a batch's rows."""
    principal_points = batch.column("principal_point_px")
    return Camera(
        batch.column("focal_length_px"),
        (principal_points[:, 0], principal_points[:, 1]),
        batch.column("camera_rotation").transpose(1, 2, 0),
        batch.column("camera_translation_m").T,
    )
