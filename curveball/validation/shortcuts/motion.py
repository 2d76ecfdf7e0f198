"""Checks of what must predict the class: the motion of the ball."""

from collections.abc import Callable, Sequence
from typing import cast

import numpy as np
from numpy.typing import NDArray

from curveball.validation.check import Bound, Value
from curveball.validation.outcome import ClassifierDetails, Confusion, PairConfusion, Score
from curveball.validation.shortcuts import classifiers, probes
from curveball.validation.shortcuts.probe_sample import ProbeCheck, ProbeSample

_FEATURES = ["extents", "velocity", "acceleration", "turning"]


class MotionClassifier:
    """A classifier of the motion. It is trained once, and several checks read its score."""

    score: probes.Score
    """Set by `train`, unless the motion cannot be classified."""

    def __init__(self, sample: ProbeSample, column: str):
        """Prepare the classifier.

        Args:
            sample: The rows.
            column: `trajectory_2d` for the motion in the image, `trajectory_3d` for that in the world.
        """
        self.sample, self._column = sample, column

    def why_not_applicable(self) -> str | None:
        """Return why the motion cannot be classified; None if it can."""
        if len(self.sample.frames) < 3:
            return "fewer than three frames show no motion"
        return self.sample.why_not_applicable()

    def train(self) -> None:
        """Train and test the classifier, if that is possible."""
        if self.why_not_applicable() is None:
            self.score = self.sample.score(
                classifiers.BoostedTrees(rounds=18, smallest_leaf=1),
                lambda rows: probes.motion_features(rows[self._column]),
            )


class MotionCheck(ProbeCheck):
    """A check of a classifier of the motion."""

    def __init__(self, classifier: MotionClassifier):
        super().__init__(classifier.sample)
        self._classifier = classifier

    def why_not_applicable(self) -> str | None:
        """Return why the motion cannot be classified; None if it can."""
        return self._classifier.why_not_applicable()

    def preparations(self) -> Sequence[Callable[[], None]]:
        """Train the classifier."""
        return [self._classifier.train]

    def confusion(self) -> Confusion:
        """Return the confusion matrix of the classifier."""
        counts = self._classifier.score.counts
        return Confusion(classes=list(self._sample.config.classes), fractions=row_fractions(counts).tolist())

    def accuracy(self, ceiling: Score | None = None) -> Value:
        """Return the accuracy of the classifier with its interval."""
        score = self._classifier.score
        details = ClassifierDetails(
            chance=self._sample.chance,
            features=_FEATURES,
            train_rows=score.train_rows,
            test_rows=score.test_rows,
            ceiling=ceiling,
            confusion=self.confusion(),
        )
        return Value(number=score.accuracy, interval=score.interval, details=details)


class MotionAccuracy(MotionCheck):
    """Predicts the class from the motion in the image."""

    name = "motion_accuracy"
    description = "The motion of the ball in the image predicts the class."
    quantity = "accuracy of a classifier trained on the motion in the image"

    def __init__(self, classifier: MotionClassifier, ceiling: MotionClassifier):
        super().__init__(classifier)
        self._ceiling = ceiling
        self.bound = Bound("at least", self._sample.config.checks.motion_accuracy)

    def preparations(self) -> Sequence[Callable[[], None]]:
        """Train both classifiers."""
        return [self._classifier.train, self._ceiling.train]

    def probe(self) -> Value:
        """Return the accuracy, with that of the 3-D motion as its ceiling."""
        ceiling = self._ceiling.score
        low, high = ceiling.interval
        return self.accuracy(Score(accuracy=ceiling.accuracy, low=low, high=high))


class Motion3dAccuracy(MotionCheck):
    """Predicts the class from the motion in the world, of which the image shows a projection."""

    name = "motion_3d_accuracy"
    description = "The motion of the ball in the world predicts the class."
    quantity = "accuracy of a classifier trained on the motion in the world"

    def __init__(self, classifier: MotionClassifier):
        super().__init__(classifier)
        self.bound = Bound("at least", self._sample.config.checks.motion_3d_accuracy)

    def probe(self) -> Value:
        """Return the accuracy."""
        return self.accuracy()


class PairwiseConfusion(MotionCheck):
    """Finds the pair of classes that the motion in the image confuses most."""

    name = "pair_confusion"
    description = "The motion in the image does not confuse any pair of classes."
    quantity = "largest fraction of a class that is predicted as one other class"

    def __init__(self, classifier: MotionClassifier):
        super().__init__(classifier)
        self.bound = Bound("at most", self._sample.config.checks.max_pair_confusion)

    def probe(self) -> Value:
        """Return the largest fraction with its interval, corrected for the number of pairs (Bonferroni)."""
        counts, config = self._classifier.score.counts, self._sample.config
        fractions = row_fractions(counts)
        np.fill_diagonal(fractions, -1)
        true, predicted = np.unravel_index(fractions.argmax(), fractions.shape)
        pairs = len(counts) * (len(counts) - 1)
        interval = probes.interval(
            int(counts[true, predicted]), int(counts[true].sum()), config.checks.false_alarm_rate / pairs
        )
        class_names = list(config.classes)
        details = PairConfusion(pair=(class_names[true], class_names[predicted]), confusion=self.confusion())
        return Value(number=float(fractions[true, predicted]), interval=interval, details=details)

    def explain(self, value: Value) -> str:
        """Name the pair."""
        true, predicted = cast(PairConfusion, value.details).pair
        return f"{value.number:.2f} of {true} is predicted as {predicted} (must be {self.bound})"


def row_fractions(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return a confusion matrix (K, K) of counts as fractions of each row; a row without counts stays 0."""
    fractions: NDArray[np.float64] = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    return fractions
