"""Checks of what tells part of the motion: a step, the speed, two frames, the size over time, the place and the box.

None of it may tell much of the class. Each check states what a strong classifier makes of it.
"""

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from curveball.validation.check import Bound, Value
from curveball.validation.outcome import ClassifierDetails
from curveball.validation.shortcuts import classifiers, probes
from curveball.validation.shortcuts.calibration import BELOW_REFERENCE
from curveball.validation.shortcuts.classifiers import Classifier
from curveball.validation.shortcuts.leaks import Leak
from curveball.validation.shortcuts.probe_sample import ProbeSample, Rows
from curveball.validation.shortcuts.probes import Score


class PartialView(Leak):
    """Trains a classifier on part of what a video shows, or on several such parts. The value is the best accuracy."""

    features: ClassVar[tuple[str, ...]]
    setting: ClassVar[str]
    """Name of the setting in `checks` that bounds the accuracy above chance."""
    max_train_rows: ClassVar[int | None] = None
    """How many rows of train are used at most."""
    min_frames: ClassVar[int] = 2

    def __init__(self, sample: ProbeSample):
        super().__init__(sample)
        self.bound = Bound("at most", sample.chance + getattr(sample.config.checks, self.setting))
        self.tests = max(1, len(self.parts()))

    def why_not_applicable(self) -> str | None:
        """Return why the check does not apply: also if there are too few frames."""
        if len(self._sample.frames) < self.min_frames:
            return f"the videos have fewer than {self.min_frames} frames"
        return super().why_not_applicable()

    def parts(self) -> Sequence[int]:
        """Return the numbers of the parts, each of which is evaluated alone."""
        return [0]

    def model(self) -> Classifier:
        """Return a new classifier."""
        return classifiers.BoostedTrees()

    @abstractmethod
    def columns(self, rows: Rows, part: int) -> NDArray[Any]:
        """Return the features of N rows, shape (N, F)."""

    def probe(self) -> Value:
        """Return the highest accuracy with its interval."""
        scores = [self._score(part) for part in self.parts()]
        best = max(scores, key=lambda score: score.accuracy)
        details = ClassifierDetails(
            chance=self._sample.chance,
            features=list(self.features),
            train_rows=best.train_rows,
            test_rows=best.test_rows,
            below_reference=BELOW_REFERENCE.get(self.name),
        )
        return Value(number=best.accuracy, interval=best.interval, details=details)

    def explain(self, value: Value) -> str:
        """Name the features."""
        return (
            f"{', '.join(self.features)}: predicts the class with an accuracy of {value.number:.2f} "
            f"(chance is {self._sample.chance:.2f}, must be {self.bound})"
        )

    def _score(self, part: int) -> Score:
        return self._sample.score(
            self.model(),
            lambda rows: self.columns(rows, part),
            tests=self.tests,
            max_train_rows=self.max_train_rows,
        )


class StepLength(PartialView):
    """Predicts the class from the length of one step."""

    name = "step_length"
    description = "How far the ball moves from one frame to the next does not predict the class."
    quantity = "highest accuracy of a classifier trained on the length of one step"
    features = ("distance between the positions in two consecutive frames",)
    setting = "step_leak"
    max_train_rows = 12_000

    def parts(self) -> Sequence[int]:
        """Return the number of each step."""
        return range(len(self._sample.frames) - 1)

    def model(self) -> Classifier:
        """Return a classifier for one number."""
        return classifiers.Histogram()

    def columns(self, rows: Rows, part: int) -> NDArray[Any]:
        """Return the length, shape (N, 1)."""
        return step_lengths(rows["trajectory_2d"][:, part : part + 2])


class MeanSpeed(PartialView):
    """Predicts the class from the mean speed."""

    name = "mean_speed"
    description = "The mean speed of the ball does not predict the class."
    quantity = "accuracy of a classifier trained on the mean speed"
    features = ("mean distance between the positions in consecutive frames",)
    setting = "speed_leak"
    model = StepLength.model

    def columns(self, rows: Rows, part: int) -> NDArray[Any]:
        """Return the mean length of the steps, shape (N, 1)."""
        speed: NDArray[Any] = step_lengths(rows["trajectory_2d"]).mean(axis=1, keepdims=True)
        return speed


class TwoFrames(PartialView):
    """Predicts the class from the ball in two consecutive frames: the first, those in the middle, and the last."""

    name = "two_frames"
    description = "Two consecutive frames do not predict the class."
    quantity = "highest accuracy of a classifier trained on two consecutive frames"
    features = ("position and radius of the ball in two consecutive frames", "their differences")
    setting = "two_frames_leak"
    max_train_rows = 12_000

    def parts(self) -> Sequence[int]:
        """Return the numbers of the first frames."""
        steps = len(self._sample.frames) - 1
        return sorted({0, steps // 2, steps - 1})

    def model(self) -> Classifier:
        """Return a classifier that finds enough in few rows."""
        return classifiers.BoostedTrees(depth=3)

    def columns(self, rows: Rows, part: int) -> NDArray[Any]:
        """Return the features of both frames, and the differences, shape (N, 19)."""
        return consecutive_frames(self._sample, rows, part, 2)


class BoundingBox(PartialView):
    """Predicts the class from the box around all positions."""

    name = "bounding_box"
    description = "The box around all positions of the ball does not predict the class."
    quantity = "accuracy of a classifier trained on the bounding box of the positions"
    features = ("left, top, right and bottom", "width, height, their ratio and the longer of them")
    setting = "box_leak"
    max_train_rows = 12_000

    def model(self) -> Classifier:
        """Return a classifier for few features whose exact values matter."""
        return classifiers.BoostedTrees(bins=256, smallest_leaf=20)

    def columns(self, rows: Rows, part: int) -> NDArray[Any]:
        """Return the features of the box, shape (N, 8)."""
        low, high = rows["trajectory_2d"].min(axis=1), rows["trajectory_2d"].max(axis=1)
        size = high - low
        longer = size.max(axis=1)
        return np.column_stack([low, high, size, size.min(axis=1) / np.maximum(longer, 1e-6), longer])


class RadiusOverTime(PartialView):
    """Predicts the class from the size of the ball over time, without its position."""

    name = "radius_over_time"
    description = "The size of the ball over time does not predict the class."
    quantity = "accuracy of a classifier trained on the radius in each frame"
    features = ("cosine transform of the logarithm of the radius over time",)
    setting = "radius_leak"

    def model(self) -> Classifier:
        """Return a classifier for many numbers that each tell little."""
        return classifiers.BoostedTrees(depth=5, bins=32, smallest_leaf=20)

    def columns(self, rows: Rows, part: int) -> NDArray[Any]:
        """Return the cosine transforms, shape (N, T)."""
        return probes.cosine_transform(np.log(np.maximum(rows["radius_px"], 1e-3)))


ALL: tuple[type[PartialView], ...] = (TwoFrames, StepLength, MeanSpeed, BoundingBox, RadiusOverTime)
"""In the order of validation.json."""


def consecutive_frames(sample: ProbeSample, rows: Rows, first: int, count: int) -> NDArray[Any]:
    """Return the features of the ball in some consecutive frames, and of its steps between them.

    Args:
        sample: The sample that the rows are of.
        rows: N rows.
        first: Number of the first frame.
        count: Number of frames.

    Returns:
        Shape (N, 6 count + 7 (count - 1) + 8 (count - 2)).
    """
    size = sample.config.width, sample.config.height
    position = rows["trajectory_2d"][:, first : first + count]
    radius = rows["radius_px"][:, first : first + count]
    frames = [probes.frame_features(position[:, k], radius[:, k], size) for k in range(count)]
    steps, growth = np.diff(position, axis=1), np.diff(radius, axis=1)
    ratios = radius[:, 1:] / np.maximum(radius[:, :-1], 1e-6)
    changes = np.concatenate(
        [steps, np.abs(steps), step_lengths(position)[..., None], growth[..., None], ratios[..., None]], axis=2
    )
    parts = [*frames, changes.reshape(len(changes), -1)]
    if count > 2:
        parts.append(_turns(steps, growth).reshape(len(steps), -1))
    return np.column_stack(parts)


def _turns(steps: NDArray[Any], growth: NDArray[Any]) -> NDArray[Any]:
    """Return how steps (N, S, 2) and changes of the radius (N, S) change from one to the next, shape (N, S - 1, 8).

    The change as a vector and its length; sine and cosine of the turn, and the size of the sine; the ratio of the
    lengths; the change of the growth.
    """
    before, after = steps[:, :-1], steps[:, 1:]
    lengths = [np.maximum(probes.lengths(vectors), 1e-6) for vectors in (before, after)]
    sine = (before[..., 0] * after[..., 1] - before[..., 1] * after[..., 0]) / (lengths[0] * lengths[1])
    cosine = (before * after).sum(axis=2) / (lengths[0] * lengths[1])
    change = after - before
    columns = [probes.lengths(change), sine, cosine, np.abs(sine), lengths[1] / lengths[0]]
    return np.concatenate([change, np.stack([*columns, np.diff(growth, axis=1)], axis=2)], axis=2)


def step_lengths(position: NDArray[Any]) -> NDArray[Any]:
    """Return the lengths of the steps between positions (N, T, 2), shape (N, T - 1)."""
    return probes.lengths(np.diff(position, axis=1))
