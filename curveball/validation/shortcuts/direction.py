"""Checks of which way the ball goes: the order of the frames tells it, and nothing else does.

A sample and its reverse have the same frames in opposite orders, and are equally likely. What ignores the order is
right about the direction half of the time, whatever classifier is used.
"""

from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from curveball.validation.check import Bound, Value
from curveball.validation.outcome import ClassifierDetails
from curveball.validation.shortcuts import classifiers, probes
from curveball.validation.shortcuts.calibration import BELOW_REFERENCE
from curveball.validation.shortcuts.classifiers import Classifier
from curveball.validation.shortcuts.probe_sample import ProbeCheck, ProbeSample, Rows
from curveball.validation.shortcuts.probes import Score

_CHANCE = 0.5
_MIN_TRAIN_ROWS_IN_ORDER = 800
"""With 400, a classifier of the motion is right about the direction of 98 % of the default's videos: too few."""


class DirectionProbe(ProbeCheck):
    """A check of a classifier of the direction: to the right or clockwise, or to the left or counterclockwise."""

    features: ClassVar[tuple[str, ...]]
    max_train_rows: ClassVar[int] = 12_000
    """How many rows of train are used at most."""

    def max_test_rows(self) -> int | None:
        """Return how many rows of test are used at most."""
        return None

    def why_not_applicable(self) -> str | None:
        """Return why the check does not apply."""
        if len(self._sample.frames) < 2:
            return "a single frame shows no direction"
        return super().why_not_applicable()

    def columns(self, rows: Rows) -> NDArray[Any]:
        """Return the features of N rows, shape (N, F)."""
        raise NotImplementedError

    def target(self, rows: Rows) -> NDArray[np.int64]:
        """Return what is predicted of N rows: 1 or 0, shape (N,)."""
        direction: NDArray[np.int64] = rows["direction"]
        return direction

    def model(self) -> Classifier:
        """Return a new classifier."""
        return classifiers.BoostedTrees()

    def probe(self) -> Value:
        """Return the accuracy with its interval."""
        score = self._score()
        details = ClassifierDetails(
            chance=_CHANCE,
            features=list(self.features),
            train_rows=score.train_rows,
            test_rows=score.test_rows,
            below_reference=BELOW_REFERENCE.get(self.name),
        )
        return Value(number=score.accuracy, interval=score.interval, details=details)

    def _score(self) -> Score:
        return self._sample.score(
            self.model(),
            self.columns,
            target=self.target,
            max_train_rows=self.max_train_rows,
            max_test_rows=self.max_test_rows(),
        )


class DirectionWithoutOrder(DirectionProbe):
    """Predicts the direction from the frames in an order that does not depend on time."""

    name = "direction_without_order"
    description = "The frames of a video without their order do not predict the direction of the ball."
    quantity = "accuracy of a classifier trained on the frames without their order"
    features = ("positions and radii, sorted by column", "positions, sorted by row", "radii, sorted")
    applies_to_trails = False

    def __init__(self, sample: ProbeSample):
        super().__init__(sample)
        self.bound = Bound("at most", _CHANCE)

    def model(self) -> Classifier:
        """Return a classifier for many numbers that each tell little."""
        return classifiers.BoostedTrees(smallest_leaf=20)

    def columns(self, rows: Rows) -> NDArray[Any]:
        """Return the sorted positions and radii, shape (N, 6 T)."""
        balls = np.concatenate([rows["trajectory_2d"], rows["radius_px"][..., None]], axis=2)
        by_column, by_row = (
            np.take_along_axis(balls, balls[:, :, axis].argsort(axis=1, kind="stable")[..., None], axis=1)
            for axis in (0, 1)
        )
        return np.column_stack(
            [*by_column.transpose(2, 0, 1), *by_row[..., :2].transpose(2, 0, 1), np.sort(rows["radius_px"])]
        )


class DirectionInOrder(DirectionProbe):
    """Predicts the direction from the motion.

    A path and its reverse are one case for the classifier: it sees the one that goes to the right, and predicts whether
    the direction is that of going to the right, or of turning clockwise.
    """

    name = "direction_in_order"
    description = "The motion of the ball predicts its direction."
    quantity = "accuracy of a classifier trained on the motion"
    features = ("mean velocity", "velocities of parts of the path", "mean turning", "area", "shape of the path")

    def __init__(self, sample: ProbeSample):
        super().__init__(sample)
        self.bound = Bound("at least", sample.config.checks.direction_accuracy)

    def why_not_applicable(self) -> str | None:
        """Return why the check does not apply."""
        if len(self._sample.frames) == 2:
            return "two frames do not show which way a curve turns"
        reason = super().why_not_applicable()
        if reason is None and (rows := len(self._sample.train["label"])) < _MIN_TRAIN_ROWS_IN_ORDER:
            return f"the split train has {rows} rows; the direction is learned from {_MIN_TRAIN_ROWS_IN_ORDER}"
        return reason

    def max_test_rows(self) -> int | None:
        """Return half the rows of train: what few rows teach is not held to what many rows would show."""
        return len(self._sample.train["label"]) // 2

    def model(self) -> Classifier:
        """Return a classifier that finds nearly all even in few rows."""
        return classifiers.BoostedTrees(rounds=24, leaves=15, smallest_leaf=1)

    def columns(self, rows: Rows) -> NDArray[Any]:
        """Return displacements as fractions of the extent, turning and area, and features of the shape, (N, F)."""
        tracks = rows["trajectory_2d"]
        return probes.direction_features(np.where(goes_left(tracks)[:, None, None], tracks[:, ::-1], tracks))

    def target(self, rows: Rows) -> NDArray[np.int64]:
        """Return the direction of the path in the sense in which it goes to the right, shape (N,)."""
        return super().target(rows) ^ goes_left(rows["trajectory_2d"])


def goes_left(tracks: NDArray[Any]) -> NDArray[np.bool_]:
    """Tell which tracks (N, T, 2) go to the left on the whole, shape (N,): by a straight line through their columns."""
    time = np.arange(tracks.shape[1]) - (tracks.shape[1] - 1) / 2
    return np.asarray(np.einsum("nt,t->n", tracks[..., 0], time) < 0)


class DirectionFromFirstFrame(DirectionProbe):
    """Predicts the direction from the first frame: a ball that goes to the right is more often on the left at first."""

    name = "direction_from_first_frame"
    description = "How well the first frame alone predicts the direction of the ball."
    quantity = "accuracy of a classifier trained on the ball in the first frame"
    features = ("column, row and radius of the ball in the first frame", "its distances from the center of the frame")
    applies_to_trails = False
    bound = None

    def columns(self, rows: Rows) -> NDArray[Any]:
        """Return the features of the ball in the first frame, shape (N, 6)."""
        config = self._sample.config
        return probes.frame_features(
            rows["trajectory_2d"][:, 0], rows["radius_px"][:, 0], (config.width, config.height)
        )
