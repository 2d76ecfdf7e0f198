"""How well a part of a sample predicts its class: scores of classifiers, and the features that they see."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from curveball.validation.shortcuts.classifiers import Classifier

_TINY = 1e-12
_ROWS_AT_A_TIME = 1000

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Score:
    """How well a classifier predicts the class of rows that it was not trained on."""

    accuracy: float
    interval: tuple[float, float]
    """Confidence interval of the accuracy."""
    counts: NDArray[np.int64]
    """Confusion matrix, shape (K, K): test rows by true class (row) and predicted class (column)."""
    train_rows: int

    @property
    def test_rows(self) -> int:
        """Number of rows that the classifier was tested on."""
        return int(self.counts.sum())


def score(
    model: Classifier,
    train: tuple[NDArray[Any], NDArray[np.int64]],
    test: tuple[NDArray[Any], NDArray[np.int64]],
    classes: int,
    error_rate: float,
) -> Score:
    """Train on (x, y) and test on another (x, y).

    Args:
        model: A new classifier.
        train: Features (N, F) and labels (N,).
        test: The same of other rows.
        classes: Number of classes.
        error_rate: Probability with which each end of the interval is on the wrong side of the true accuracy.
    """
    model.fit(*train)
    predicted = model.predict(test[0])
    counts = np.bincount(test[1] * classes + predicted, minlength=classes**2).reshape(classes, classes)
    correct = int(counts.trace())
    return Score(
        accuracy=correct / len(predicted),
        interval=interval(correct, len(predicted), error_rate),
        counts=counts,
        train_rows=len(train[1]),
    )


def interval(successes: int, trials: int, error_rate: float) -> tuple[float, float]:
    """Return the confidence interval of a proportion (E. B. Wilson, 1927).

    Args:
        successes: Number of successes.
        trials: Number of trials, at least 1.
        error_rate: Probability with which each end is on the wrong side of the true proportion.
    """
    from scipy.special import ndtri

    z, proportion = float(ndtri(1 - error_rate)), successes / trials
    center = (proportion + z**2 / (2 * trials)) / (1 + z**2 / trials)
    half_width = z * math.sqrt(proportion * (1 - proportion) / trials + z**2 / (4 * trials**2)) / (1 + z**2 / trials)
    return max(center - half_width, 0.0), min(center + half_width, 1.0)


def frame_features(position: NDArray[Any], radius: NDArray[Any], size: Sequence[int]) -> NDArray[Any]:
    """Return the features of the ball in one frame: its position, its distances from the center, and its radius.

    The position of the ball depends on the class with the symmetries of the frame. In the distances from the center, a
    tree finds such a dependence with few cuts.

    Args:
        position: Shape (N, 2): column and row in px.
        radius: Shape (N,), in px.
        size: Width and height of the frame in px.

    Returns:
        Shape (N, 6).
    """
    aside = np.abs(position - (np.array(size) - 1) / 2)
    return np.column_stack([position, aside, aside.max(axis=1), radius])


def motion_features(points: NDArray[Any]) -> Floats:
    """Return features of the motion that depend on neither place, scale, rotation nor reflection of the trajectory.

    Args:
        points: Shape (N, T, D), T >= 3: the trajectory in the image (D = 2) or in the world (D = 3).

    Returns:
        Shape (N, D + 8): the D - 1 extents along the minor principal axes; the evenness of the velocity v, of the
        acceleration a and of the turning v x v' (length of the mean over mean of the lengths); the variation of the
        speed; the magnitudes of a, of its difference and of v x v'; mean and standard deviation of the cosine of the
        angle between v and the next v'.
    """
    return _in_chunks(_motion_features, points)


def _motion_features(points: Floats) -> list[Floats]:
    velocity = np.diff(points, axis=0)
    acceleration = np.diff(velocity, axis=0)
    jerk = np.diff(acceleration, axis=0) if len(points) > 3 else acceleration
    wedge = velocity[:-1, :, None] * velocity[1:, None]
    turning = (wedge - wedge.swapaxes(1, 2)).reshape(len(wedge), points.shape[1] ** 2, points.shape[2])
    speed = lengths(velocity, axis=1)
    mean_speed = np.maximum(speed.mean(axis=0), _TINY)
    cosine = wedge.trace(axis1=1, axis2=2) / np.maximum(speed[:-1] * speed[1:], _TINY)
    return [
        *_principal_extents(points),
        *(_evenness(vectors) for vectors in (velocity, acceleration, turning)),
        speed.std(axis=0) / mean_speed,
        lengths(acceleration, axis=1).mean(axis=0) / mean_speed,
        lengths(jerk, axis=1).mean(axis=0) / mean_speed,
        lengths(turning, axis=1).mean(axis=0) / mean_speed**2,
        cosine.mean(axis=0),
        cosine.std(axis=0),
    ]


def direction_features(points: NDArray[Any]) -> Floats:
    """Return features of the direction of a motion in the image.

    Args:
        points: Shape (N, T, 2), T >= 2, in px.

    Returns:
        Shape (N, 20), or (N, 10) for two frames: as fractions of the RMS extent, the displacement between the first
        and the last position, the means of the first and last quarter, and of both halves, and the slope of a straight
        line through the positions over time; the sum of v x v', and of the positions in the same way, which is the
        area that they go around; and the features of the motion.
    """
    return _in_chunks(_direction_features, points)


def _direction_features(points: Floats) -> list[Floats]:
    count = len(points)
    offset = points - points.mean(axis=0)
    offset /= np.maximum(np.sqrt((offset**2).sum(axis=1).mean(axis=0)), _TINY)
    time = np.linspace(-1, 1, count)[:, None, None]
    ends = [
        offset[-part:].mean(axis=0) - offset[:part].mean(axis=0) for part in (1, max(1, count // 4), max(1, count // 2))
    ]
    velocity = np.diff(offset, axis=0)
    turning, area = (_cross(vectors).sum(axis=0) for vectors in (velocity, offset))
    shape = _motion_features(points) if count > 2 else []
    return [*np.concatenate([*ends, (offset * time).mean(axis=0)]), turning, area, *shape]


def _cross(vectors: Floats) -> Floats:
    """Return the cross products of consecutive vectors (T, 2, N), shape (T - 1, N)."""
    product: Floats = vectors[:-1, 0] * vectors[1:, 1] - vectors[:-1, 1] * vectors[1:, 0]
    return product


def unordered_features(points: NDArray[Any]) -> Floats:
    """Return features of the set of positions, which do not depend on the order of the frames.

    Args:
        points: Shape (N, T, 2), in px.

    Returns:
        Shape (N, 2 T + 1): the sorted distances from the centroid and from the nearest other position, and the extent
        along the minor principal axis.
    """
    return _in_chunks(_unordered_features, points)


def cosine_transform(values: NDArray[Any]) -> Floats:
    """Return the discrete cosine transform (type II, orthonormal) of each row of values, shape (N, T).

    A tree compares single numbers. What is smooth over time differs between classes in its waves, each of which is a
    single number here, and not in its values.
    """
    from scipy.fft import dct

    transformed: Floats = dct(values.astype(np.float64), axis=1, norm="ortho")
    return transformed


def _unordered_features(points: Floats) -> list[Floats]:
    count = len(points)
    offset = points - points.mean(axis=0)
    from_centroid = lengths(offset, axis=1)
    size = np.maximum(np.sqrt((from_centroid**2).mean(axis=0)), _TINY)
    to_nearest = np.zeros_like(from_centroid)
    for number in range(count if count > 1 else 0):
        apart = lengths(offset - offset[number], axis=1)
        apart[number] = np.inf
        to_nearest[number] = apart.min(axis=0)
    return [
        *np.sort(from_centroid / size, axis=0),
        *np.sort(to_nearest / size, axis=0),
        *_principal_extents(points),
    ]


def _in_chunks(features: Callable[[Floats], list[Floats]], points: NDArray[Any]) -> Floats:
    """Return features of points (N, T, D) as columns, computed from as many rows at a time as fit into the cache.

    Args:
        features: Returns the features of points (T, D, N), shape (N,) each. With the sample last, numpy computes with
            neighboring numbers, in a third of the time.
        points: Shape (N, T, D).
    """
    columns = []
    for start in range(0, max(len(points), 1), _ROWS_AT_A_TIME):
        part = points[start : start + _ROWS_AT_A_TIME]
        # With a row twice, there is never a single one, whose numbers numpy would add in another order.
        last = np.concatenate([part, part[:1]]).transpose(1, 2, 0)
        columns.append(np.column_stack(features(np.ascontiguousarray(last, np.float64)))[: len(part)])
    return np.concatenate(columns)


def _principal_extents(points: Floats) -> Floats:
    """Return the extents along all principal axes but the first, as fractions of the first: shape (D - 1, N)."""
    offset = np.ascontiguousarray((points - points.mean(axis=0)).transpose(2, 1, 0))
    variances = np.linalg.eigvalsh(offset @ offset.swapaxes(1, 2)).T
    return np.asarray(np.sqrt(np.maximum(variances[:-1] / np.maximum(variances[-1], _TINY), 0)))


def _evenness(vectors: Floats) -> Floats:
    """Return the length of the mean of vectors (T, D, N) over their mean length, shape (N,)."""
    return np.asarray(lengths(vectors.mean(axis=0), axis=0) / np.maximum(lengths(vectors, axis=1).mean(axis=0), _TINY))


def lengths(vectors: NDArray[Any], axis: int = -1) -> NDArray[Any]:
    """Return the lengths of vectors, whose components are along an axis."""
    last = np.moveaxis(vectors, axis, -1)
    return np.asarray(np.sqrt(np.einsum("...i,...i", last, last)))
