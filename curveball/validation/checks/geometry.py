"""Checks of the numbers: finite, with the ball inside the frame, and consistent with the stored camera."""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from curveball.config.model import Config
from curveball.generation.camera import Camera
from curveball.generation.schema import parameter_owners
from curveball.validation.batch import Batch
from curveball.validation.check import Bound, FaultyRows, RowCheck, Value


class FiniteValues(FaultyRows):
    """Looks for numbers that are missing, NaN or infinite, and for parameters of another class."""

    name = "finite_values"
    description = "Every number is finite; a parameter is null only if it belongs to another class."
    quantity = "rows with a number that is not finite, missing or of another class"

    def faults(self, batch: Batch) -> NDArray[np.bool_]:
        """Return the rows with a number that is not finite, or a null where a value belongs, or a value for a null."""
        faulty = np.zeros(len(batch), dtype=bool)
        owners = parameter_owners(batch.config)
        for field in batch.rows.schema:
            column = batch.rows[field.name]
            owner = owners.get(field.name)
            belongs = batch.is_of_class(owner) if owner else np.ones(len(batch), dtype=bool)
            faulty |= column.is_valid().to_numpy() != belongs
            if pa.types.is_fixed_size_list(field.type) or pa.types.is_floating(field.type):
                values = batch.column(field.name).reshape(len(batch), -1)
                faulty |= ~np.isfinite(values).all(axis=1) & belongs
        return faulty


class BallInFrame(RowCheck[float]):
    """Measures the distance between the ball and the border, from the stored numbers of all rows."""

    name = "ball_in_frame"
    description = "In every frame the whole ball, with its outline, keeps framing.margin_px from the border."
    quantity = "minimum distance between the ball and the border in px"

    def __init__(self, config: Config):
        self.bound = Bound("at least", config.framing.margin_px)
        self._last_pixel = np.array([config.width, config.height]) - 0.5
        self._min = np.inf

    def map(self, batch: Batch) -> float:
        """Return the minimum distance; NaN if a number is NaN."""
        center, radius = batch.trajectory_2d, batch.radius_px[..., None]
        return float(np.minimum(center - radius + 0.5, self._last_pixel - center - radius).min())

    def update(self, partial: float) -> None:
        """Keep the minimum, or NaN."""
        self._min = float(np.minimum(self._min, partial))

    def compute(self) -> Value:
        """Return the minimum over all frames of all rows."""
        return Value(number=self._min)


class ReprojectionError(RowCheck[float]):
    """Projects the 3-D trajectories with the stored cameras and compares them with the 2-D trajectories."""

    name = "reprojection_error"
    description = "The stored camera projects trajectory_3d onto trajectory_2d."
    quantity = "maximum reprojection error of a coordinate in px"

    def __init__(self, config: Config):
        self.bound = Bound("at most", config.checks.projection_px)
        self._max = -np.inf

    def map(self, batch: Batch) -> float:
        """Return the maximum error; NaN if a number is NaN."""
        return float(np.abs(reproject(batch) - batch.trajectory_2d.T).max())

    def update(self, partial: float) -> None:
        """Keep the maximum, or NaN."""
        self._max = float(np.maximum(self._max, partial))

    def compute(self) -> Value:
        """Return the maximum over all frames of all rows."""
        return Value(number=self._max)


def reproject(batch: Batch) -> NDArray[np.float64]:
    """Project the 3-D trajectories of a batch with the stored cameras: column and row in px, shape (2, T, N)."""
    # A Camera has one principal point, a row has its own: it is added after the projection.
    cameras = Camera(
        focal_length_px=batch.column("focal_length_px"),
        principal_point_px=(0.0, 0.0),
        rotation=batch.column("camera_rotation").transpose(1, 2, 0),
        translation_m=batch.column("camera_translation_m").T,
    )
    offsets, _ = cameras.project(batch.trajectory_3d.T.astype(np.float64))
    return np.asarray(offsets + batch.column("principal_point_px").T[:, None])
