"""A check of the samples that are held out: none is in a random split, as far as the stored columns tell."""

import numpy as np
from numpy.typing import NDArray

from curveball.config.hold_out import quantities_of
from curveball.dataset.splits import ALL_SPLITS, SHIFTED, SPLITS
from curveball.generation.camera import compose, rotate
from curveball.generation.curves import EXTENT_TIMES, rms_extent
from curveball.generation.schema import parameter_column
from curveball.numerics.portable_math import mean_over_time
from curveball.validation.batch import Batch
from curveball.validation.check import FaultyRows


class HeldOut(FaultyRows):
    """Compares the split of each row with what its columns tell: parameters, camera, pace, and the size of its curve.

    The check of the splits repeats how samples are assigned. This one does not: it reads what was stored.
    """

    name = "held_out"
    description = "No sample that is held out is in train, validation or test, and test_shifted has no other sample."
    quantity = "rows on the wrong side of a condition in splits.hold_out"

    def faults(self, batch: Batch) -> NDArray[np.bool_]:
        """Return the rows of random splits that are held out, and the rows of test_shifted that are not."""
        split = ALL_SPLITS[batch.split]
        is_held_out = np.zeros(len(batch), dtype=bool)
        for class_name in set(batch.class_names) & set(batch.config.classes):
            own = batch.is_of_class(class_name)
            is_held_out[own] = _is_held_out(batch, class_name, own)
        if split in SPLITS:
            return is_held_out
        return ~is_held_out if split == SHIFTED else np.zeros(len(batch), dtype=bool)


def _is_held_out(batch: Batch, class_name: str, own: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which of the rows of a class are held out, shape (N,)."""
    found = np.zeros(int(own.sum()), dtype=bool)
    for key, name in quantities_of(batch.config, class_name).items():
        values = _stored(batch, class_name, own, name)
        found |= batch.config.splits.hold_out[key].contains(values)
    return found


def _stored(batch: Batch, class_name: str, own: NDArray[np.bool_], quantity: str) -> NDArray[np.float64]:
    """Return a quantity of the rows of a class as their columns tell it, shape (M,)."""
    match quantity:
        case "elevation_deg":
            return np.asarray(np.degrees(np.arcsin(np.clip(-batch.column("camera_rotation")[own, 2, 2], -1, 1))))
        case "field_of_view_deg":
            return np.asarray(
                np.degrees(2 * np.arctan(batch.config.side_px / 2 / batch.column("focal_length_px")[own]))
            )
        case "extent":
            return _extents(batch, class_name, own)
        case "pace_bend" | "jitter_std":
            return np.asarray(batch.column(quantity)[own])
    return np.asarray(batch.column(parameter_column(class_name, quantity))[own])


def _extents(batch: Batch, class_name: str, own: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return the RMS extents of curves without noise as fractions of the shorter side of the frame, shape (M,)."""
    motion = batch.config.classes[class_name]
    columns = [parameter_column(class_name, name) for name in motion.parameter_meanings()]
    parameters = dict(zip(motion.parameter_meanings(), (batch.column(name)[own] for name in columns), strict=True))
    world_to_camera, local_to_world = (
        batch.column(name)[own].transpose(1, 2, 0) for name in ("camera_rotation", "curve_rotation")
    )
    with np.errstate(all="ignore"):  # for numbers that are not finite, which other checks report
        points = rotate(compose(world_to_camera, local_to_world), np.stack(motion.trace(parameters, EXTENT_TIMES)))
        distance_m = batch.column("camera_translation_m")[own, 2] + mean_over_time(points[2])
        extent_px = batch.column("focal_length_px")[own] * rms_extent(points[:2]) / distance_m
    return np.asarray(extent_px / batch.config.side_px)
