"""Scores that are reported without a bound: what else predicts the class, short of the motion."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from curveball.validation.check import Value
from curveball.validation.outcome import NamedScore, ProbeScores
from curveball.validation.shortcuts.probe_sample import ProbeCheck, Rows

_TRAIN_ON_EVERY = 4


class ReportedProbes(ProbeCheck):
    """Trains classifiers that see several frames, but not their order, or the size of the compressed video."""

    name = "reported_probes"
    description = "What else predicts the class without the order of the frames."
    quantity = "accuracies, in the details"
    bound = None

    def probe(self) -> Value:
        """Return the scores of all classifiers."""
        from curveball.validation.shortcuts import probes

        features: dict[str, Callable[[Rows], NDArray[Any]]] = {
            "positions without their order": lambda rows: probes.unordered_features(rows["trajectory_2d"]),
            "mean image": lambda rows: rows["cells"].mean(axis=1, dtype=np.float32),
            "first and last frame": _first_and_last,
            "bytes of the compressed video": lambda rows: rows["bytes"][:, None],
        }
        scores = []
        for name, columns in features.items():
            score = self._sample.score(probes.forest(), columns, every=_TRAIN_ON_EVERY)
            low, high = score.interval
            scores.append(NamedScore(name=name, accuracy=score.accuracy, low=low, high=high))
        return Value(details=ProbeScores(chance=self._sample.chance, probes=scores))


def _first_and_last(rows: Rows) -> NDArray[Any]:
    """Return position and radius of the ball in the first and the last frame, and their differences, shape (N, 9)."""
    first, last = (np.column_stack([rows["trajectory_2d"][:, k], rows["radius_px"][:, k]]) for k in (0, -1))
    return np.column_stack([first, last, last - first])
