"""What a classifier can read off a dataset: features, classifiers, and scores with their intervals.

scikit-learn takes a second to load: only the validation imports this module, while other processes look at
rows.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from scipy.stats import binomtest
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.ensemble import ExtraTreesClassifier
from sklearn.metrics import confusion_matrix
from sklearn.tree import DecisionTreeClassifier

_TINY = 1e-12
_ROWS_AT_A_TIME = 1000


class Classifier(Protocol):
    """What all classifiers of scikit-learn have."""

    def fit(self, x: np.ndarray, y: np.ndarray) -> "Classifier": ...
    def predict(self, x: np.ndarray) -> np.ndarray: ...


def shallow_tree() -> Classifier:
    """Return a classifier for few numbers: as good as boosted trees on what can leak, at a hundredth of their time."""
    return DecisionTreeClassifier(max_depth=6, min_samples_leaf=0.01, random_state=0)


def linear_map() -> Classifier:
    """Return a classifier for coarse pixels: they say where the ball is, so one weight a cell is a map of a class."""
    return LinearDiscriminantAnalysis(solver="lsqr", shrinkage=0.01)


def forest() -> Classifier:
    """Return a classifier for features that work together."""
    return ExtraTreesClassifier(32, min_samples_leaf=2, random_state=0)


@dataclass(frozen=True)
class Score:
    """How well a classifier does on rows that it hasn't seen."""

    accuracy: float
    low: float
    """Lower end of the interval of the accuracy."""
    high: float
    """Its upper end."""
    matrix: np.ndarray
    """Shape (K, K): how many rows of the class (row) got which answer (column)."""


def score(
    model: Classifier,
    train: tuple[np.ndarray, np.ndarray],
    test: tuple[np.ndarray, np.ndarray],
    classes: int,
    alarm: float,
) -> Score:
    """Fit on (x, y) and score on another (x, y).

    Args:
        model: A new classifier.
        train: Features (N, F) and labels (N,).
        test: The same of other rows.
        classes: Number of classes.
        alarm: How often each end of the interval may be on the wrong side of the accuracy.
    """
    answers = model.fit(*train).predict(test[0])
    matrix = confusion_matrix(test[1], answers, labels=np.arange(classes))
    right = int((answers == test[1]).sum())
    return Score(right / len(answers), *interval(right, len(answers), alarm), matrix)


def interval(hits: int, trials: int, alarm: float) -> tuple[float, float]:
    """Return the interval of a proportion (E. B. Wilson, 1927); either end is wrong with a probability of `alarm`."""
    ends = binomtest(hits, trials).proportion_ci(1 - 2 * alarm, method="wilson")
    return float(ends.low), float(ends.high)


def frame_features(position: np.ndarray, radius: np.ndarray, size: Sequence[int]) -> np.ndarray:
    """Return what one frame tells of the ball: where it is, how far from the middle of the picture, how large.

    Args:
        position: Shape (N, 2): column and row, in pixels.
        radius: Shape (N,), in pixels.
        size: Width and height of the picture, in pixels.

    Returns:
        Shape (N, 6). What the ball's place says of the class is symmetric in all the ways in which the picture is, and
        a tree sees that in the distances from the middle with few cuts.
    """
    aside = np.abs(position - (np.array(size) - 1) / 2)
    return np.column_stack([position, aside, aside.max(axis=1), radius])


def motion_features(points: np.ndarray) -> np.ndarray:
    """Return how the ball moves, whatever its place, its size and the way the curve is turned.

    Args:
        points: Shape (N, T, D), T >= 3: the trajectory in the picture (D = 2) or in the world (D = 3).

    Returns:
        Shape (N, D + 9): the extents along the principal axes; how even the velocity v, the acceleration a and the
        turning v x v' are (the length of their mean over the mean of their lengths); the changes of the speed; the
        sizes of a, of its difference and of v x v'; mean and deviation of the angle's cosine between v and v'.
    """
    return _in_parts(_motion_features, points)


def _motion_features(points: np.ndarray) -> np.ndarray:
    velocity = np.diff(points, axis=1)
    acceleration = np.diff(velocity, axis=1)
    jerk = np.diff(acceleration, axis=1) if points.shape[1] > 3 else acceleration
    wedge = velocity[:, :-1, :, None] * velocity[:, 1:, None, :]
    turning = (wedge - wedge.swapaxes(2, 3)).reshape(*wedge.shape[:2], -1)
    speed = _length(velocity)
    mean_speed = np.maximum(speed.mean(axis=1), _TINY)
    cosine = np.trace(wedge, axis1=2, axis2=3) / np.maximum(speed[:, :-1] * speed[:, 1:], _TINY)
    return np.column_stack(
        [
            _principal_extents(points),
            *(_evenness(vectors) for vectors in (velocity, acceleration, turning)),
            speed.std(axis=1) / mean_speed,
            _length(acceleration).mean(axis=1) / mean_speed,
            _length(jerk).mean(axis=1) / mean_speed,
            _length(turning).mean(axis=1) / mean_speed**2,
            cosine.mean(axis=1),
            cosine.std(axis=1),
        ]
    )


def unordered_features(points: np.ndarray) -> np.ndarray:
    """Return what the set of positions (N, T, 2) tells when time is shuffled: (N, 2 T + 1).

    The sorted distances from the middle and from the nearest other position, and the extents along the principal axes.
    """
    return _in_parts(_unordered_features, points)


def _unordered_features(points: np.ndarray) -> np.ndarray:
    offset = points - points.mean(axis=1, keepdims=True)
    from_middle = _length(offset)
    size = np.maximum(np.sqrt((from_middle**2).mean(axis=1, keepdims=True)), _TINY)
    apart = _length(offset[:, :, None] - offset[:, None])
    apart[:, np.arange(points.shape[1]), np.arange(points.shape[1])] = np.inf
    to_nearest = apart.min(axis=2) if points.shape[1] > 1 else np.zeros_like(from_middle)
    return np.column_stack(
        [np.sort(from_middle / size, axis=1), np.sort(to_nearest / size, axis=1), _principal_extents(points)]
    )


def _in_parts(features: Callable[[np.ndarray], np.ndarray], points: np.ndarray) -> np.ndarray:
    """Return the features of points (N, T, D) as float64, from so many rows at a time as the cache has room for."""
    starts = range(0, max(len(points), 1), _ROWS_AT_A_TIME)
    return np.concatenate([features(points[start : start + _ROWS_AT_A_TIME].astype(np.float64)) for start in starts])


def _principal_extents(points: np.ndarray) -> np.ndarray:
    """Return the extents along the principal axes but the longest, as a part of it: (N, D - 1)."""
    offset = points - points.mean(axis=1, keepdims=True)
    variances = np.linalg.eigvalsh(offset.swapaxes(1, 2) @ offset)
    return np.sqrt(np.maximum(variances[:, :-1] / np.maximum(variances[:, -1:], _TINY), 0))


def _evenness(vectors: np.ndarray) -> np.ndarray:
    return _length(vectors.mean(axis=1)) / np.maximum(_length(vectors).mean(axis=1), _TINY)


def _length(vectors: np.ndarray) -> np.ndarray:
    return np.sqrt((vectors * vectors).sum(axis=-1))
