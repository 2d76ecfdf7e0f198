"""Checks of what must not predict the class: a single frame, color, size, and the place in the files."""

from abc import abstractmethod
from typing import Any, ClassVar, cast

import numpy as np
from numpy.typing import NDArray

from curveball.validation.check import Bound, Value
from curveball.validation.outcome import ClassifierDetails, FrameScores
from curveball.validation.shortcuts import classifiers, probes
from curveball.validation.shortcuts.calibration import BELOW_REFERENCE
from curveball.validation.shortcuts.probe_sample import ProbeCheck, ProbeSample, Rows
from curveball.validation.shortcuts.probes import Score
from curveball.validation.shortcuts.video_summary import GRID

_MAX_TRAIN_ROWS = 4_000
"""For each frame: more do not make its classifier better."""


class Leak(ProbeCheck):
    """A check that a classifier is no better than chance, as far as the number of rows can tell."""

    bound: Bound
    tests: int = 1
    """Number of classifiers of which the check takes the best."""

    def why_not_applicable(self) -> str | None:
        """Return why the check does not apply: also if it could not even fail if every row were predicted."""
        if reason := super().why_not_applicable():
            return reason
        rows = self.test_rows()
        low, _ = probes.interval(rows, rows, self._sample.config.checks.false_alarm_rate / self.tests)
        if low <= self.bound.limit < 1:
            return f"{rows} rows are too few to test classifiers: even a perfect prediction of them could be chance"
        return None

    def test_rows(self) -> int:
        """Return the number of rows that a classifier is tested on."""
        return len(self._sample.test["label"])


class SingleFrame(Leak):
    """Trains one classifier on each frame alone. The value is the accuracy of the best of them."""

    quantity = "highest accuracy of a classifier trained on one frame"
    features: ClassVar[str]

    def __init__(self, sample: ProbeSample):
        super().__init__(sample)
        self.bound = Bound("at most", sample.chance + sample.config.checks.single_frame_leak)
        self.tests = len(sample.frames)

    @abstractmethod
    def score(self, frame: int) -> Score:
        """Return the score of the classifier of a frame, given as its position among the evaluated frames."""

    def probe(self) -> Value:
        """Return the highest accuracy with its interval, and the scores of all frames."""
        sample = self._sample
        scores = [self.score(frame) for frame in range(len(sample.frames))]
        best = max(scores, key=lambda score: score.accuracy)
        details = FrameScores(
            frames=sample.frames.tolist(),
            accuracy=[score.accuracy for score in scores],
            low=[score.interval[0] for score in scores],
            high=[score.interval[1] for score in scores],
            chance=sample.chance,
            features=[self.features],
            train_rows=best.train_rows,
            test_rows=best.test_rows,
            below_reference=BELOW_REFERENCE.get(self.name),
        )
        return Value(number=best.accuracy, interval=best.interval, details=details)

    def explain(self, value: Value) -> str:
        """Name the frame that predicts the class best."""
        details = cast(FrameScores, value.details)
        frame = details.frames[details.accuracy.index(value.number)]
        return (
            f"frame {frame} alone predicts the class with an accuracy of {value.number:.2f}, by {self.features} "
            f"(chance is {details.chance:.2f}, must be {self.bound})"
        )


class SingleFramePosition(SingleFrame):
    """Predicts the class from the ball in one frame."""

    name = "single_frame_position"
    description = "The position and the radius of the ball in a single frame do not predict the class."
    features = "column, row and radius of the ball and its distances from the center of the frame"

    def score(self, frame: int) -> Score:
        """Return the score of a few trees."""
        sample = self._sample
        size = sample.config.width, sample.config.height

        def features(rows: Rows) -> NDArray[Any]:
            return probes.frame_features(rows["trajectory_2d"][:, frame], rows["radius_px"][:, frame], size)

        return sample.score(classifiers.few_trees(), features, tests=self.tests, max_train_rows=_MAX_TRAIN_ROWS)


class SingleFramePixels(SingleFrame):
    """Predicts the class from the coarse pixels of one frame."""

    name = "single_frame_pixels"
    description = "The pixels of a single frame do not predict the class."
    features = f"{GRID} x {GRID} pixels of the frame"
    applies_to_trails = False

    def score(self, frame: int) -> Score:
        """Return the score of a linear classifier."""

        def features(rows: Rows) -> NDArray[Any]:
            return rows["cells"][:, frame].astype(np.float32)

        return self._sample.score(classifiers.LinearMap(), features, tests=self.tests, max_train_rows=_MAX_TRAIN_ROWS)


class Shortcut(Leak):
    """Trains a classifier on features that have nothing to do with the motion."""

    features: ClassVar[tuple[str, ...]]

    def __init__(self, sample: ProbeSample):
        super().__init__(sample)
        self.bound = Bound("at most", sample.chance + sample.config.checks.shortcut_leak)

    @abstractmethod
    def columns(self, rows: Rows) -> NDArray[Any]:
        """Return the features of N rows, shape (N, F)."""

    def score(self) -> Score:
        """Return the score of the classifier."""
        return self._sample.score(classifiers.few_trees(), self.columns)

    def probe(self) -> Value:
        """Return the accuracy with its interval."""
        score = self.score()
        details = ClassifierDetails(
            chance=self._sample.chance,
            features=list(self.features),
            train_rows=score.train_rows,
            test_rows=score.test_rows,
            below_reference=BELOW_REFERENCE.get(self.name),
        )
        return Value(number=score.accuracy, interval=score.interval, details=details)

    def explain(self, value: Value) -> str:
        """Name the features."""
        return (
            f"{', '.join(self.features)}: predicts the class with an accuracy of {value.number:.2f} "
            f"(chance is {self._sample.chance:.2f}, must be {self.bound})"
        )


class MeanColor(Shortcut):
    """Predicts the class from the mean color of the video."""

    name = "mean_color"
    description = "The mean color of a video does not predict its class."
    quantity = "accuracy of a classifier trained on the mean color"
    features = ("mean of each channel",)
    applies_to_trails = False

    def columns(self, rows: Rows) -> NDArray[Any]:
        """Return the mean of each channel, shape (N, C)."""
        return rows["color"]


class BallPixels(Shortcut):
    """Predicts the class from the number of ball pixels in the video."""

    name = "ball_pixels"
    description = "The number of ball pixels in a video does not predict its class."
    quantity = "accuracy of a classifier trained on the number of ball pixels"
    features = ("number of pixels that are not background",)
    applies_to_trails = False

    def columns(self, rows: Rows) -> NDArray[Any]:
        """Return the number of pixels, shape (N, 1)."""
        return rows["ball_pixels"][:, None]


class FileOrder(Shortcut):
    """Predicts the class from the position of a row in the files.

    The files of train say nothing about those of test, so a random half of the rows of both splits trains the
    classifier, and the other half tests it.
    """

    name = "file_order"
    description = "The file of a sample and its row in the file do not predict its class."
    quantity = "accuracy of a classifier trained on the file and the row"
    features = ("split", "file", "row", "row modulo the number of classes")

    def test_rows(self) -> int:
        """Return the number of rows in the other half."""
        return (len(self._sample.train["label"]) + len(self._sample.test["label"]) + 1) // 2

    def score(self) -> Score:
        """Return the score on the other half of the rows."""
        config = self._sample.config
        both = [self._sample.train, self._sample.test]
        x = np.concatenate([np.insert(self.columns(rows), 0, split, axis=1) for split, rows in enumerate(both)])
        y = np.concatenate([rows["label"] for rows in both])
        chosen, others = np.split(np.random.default_rng(0).permutation(len(y)), [len(y) // 2])
        train, test = (x[chosen], y[chosen]), (x[others], y[others])
        return probes.score(classifiers.few_trees(), train, test, len(config.classes), config.checks.false_alarm_rate)

    def columns(self, rows: Rows) -> NDArray[Any]:
        """Return the file, the row, and the row modulo the number of classes, shape (N, 3)."""
        classes = len(self._sample.config.classes)
        return np.column_stack([rows["file"], rows["row"], rows["row"] % classes])


class SampleIndex(Shortcut):
    """Predicts the class from the index of the sample."""

    name = "sample_index"
    description = "The index of a sample does not predict its class."
    quantity = "accuracy of a classifier trained on the index"
    features = ("index", "index modulo the number of classes")

    def columns(self, rows: Rows) -> NDArray[Any]:
        """Return the index, and the index modulo the number of classes, shape (N, 2)."""
        return np.column_stack([rows["index"], rows["index"] % len(self._sample.config.classes)])
