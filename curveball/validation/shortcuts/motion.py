"""Promises about what must tell the class: how the ball moves."""

from threading import Lock
from typing import Any

import numpy as np

from curveball.validation.check import Measurement
from curveball.validation.shortcuts.probe_sample import ObservationCheck, Observations


class MotionProbe:
    """The classifiers that see how the ball moves, in the picture and in the world; each is trained once."""

    def __init__(self, observations: Observations):
        self.observations = observations
        self.classes = list(observations.config.classes)
        self._scores: dict[str, Any] = {}
        self._lock = Lock()

    @property
    def in_picture(self) -> Any:
        return self._score("trajectory_2d")

    @property
    def in_world(self) -> Any:
        return self._score("trajectory_3d")

    def _score(self, name: str) -> Any:
        from curveball.validation.shortcuts import probes

        with self._lock:
            if name not in self._scores:
                self._scores[name] = self.observations.score(
                    probes.forest(), lambda rows: probes.motion_features(rows[name])
                )
            return self._scores[name]


class MotionCheck(ObservationCheck):
    """A promise about the classifiers that see the motion."""

    def __init__(self, probe: MotionProbe):
        super().__init__(probe.observations)
        self._probe = probe

    def _why_not(self) -> str | None:
        if len(self._observations.frames) < 3:
            return "there is no motion in fewer than three frames"
        return super()._why_not()


class Motion(MotionCheck):
    """How the ball moves in the picture tells the class."""

    name = "motion"
    promise = "how the ball moves in the picture tells the class (accuracy)"

    def judge(self) -> Measurement:
        ceiling = _interval(self._probe.in_world)
        return self._outcome(self._checks.motion_accuracy, self._probe.in_picture, ceiling=ceiling)

    def _outcome(self, bound: float, score: Any, **details: Any) -> Measurement:
        seen = self._observations
        details |= _interval(score) | {
            "chance": seen.chance,
            "features": ["extents", "velocity", "acceleration", "turning"],
            "train": len(seen.train["label"]),
            "test": len(seen.test["label"]),
            "classes": self._probe.classes,
            "matrix": shares(score.matrix).tolist(),
        }
        return Measurement(self.name, self.promise, bound, score.accuracy, score.high >= bound, details)


class Motion3d(Motion):
    """How the ball moves in the world tells the class: the most that the motion in the picture can tell."""

    name = "motion_3d"
    promise = "how the ball moves in the world tells the class (accuracy)"

    def judge(self) -> Measurement:
        return self._outcome(self._checks.motion_3d_accuracy, self._probe.in_world)


class ConfusedPairs(MotionCheck):
    """No two classes look alike."""

    name = "pair_confusion"
    promise = "no class is taken for another one by its motion in the picture (share of the worst pair)"

    def judge(self) -> Measurement:
        from curveball.validation.shortcuts import probes

        checks, matrix = self._checks, self._probe.in_picture.matrix
        taken = shares(matrix)
        np.fill_diagonal(taken, -1)
        true, answer = np.unravel_index(taken.argmax(), taken.shape)
        pairs = len(matrix) * (len(matrix) - 1)
        low, high = probes.interval(int(matrix[true, answer]), int(matrix[true].sum()), checks.false_alarm_rate / pairs)
        pair = [self._probe.classes[true], self._probe.classes[answer]]
        details = {"classes": self._probe.classes, "matrix": shares(matrix).tolist(), "pair": pair}
        details |= {"low": low, "high": high}
        worst = float(taken[true, answer])
        if low > checks.max_pair_confusion:
            details["finding"] = (
                f"{worst:.2f} of {pair[0]} is taken for {pair[1]} (allowed {checks.max_pair_confusion:.2f})"
            )
        return Measurement(
            self.name, self.promise, checks.max_pair_confusion, worst, low <= checks.max_pair_confusion, details
        )


def shares(matrix: np.ndarray) -> np.ndarray:
    """Return a confusion matrix (K, K) of counts as parts of each row's class."""
    return matrix / np.maximum(matrix.sum(axis=1, keepdims=True), 1)


def _interval(score: Any) -> dict[str, float]:
    return {"accuracy": score.accuracy, "low": score.low, "high": score.high}
