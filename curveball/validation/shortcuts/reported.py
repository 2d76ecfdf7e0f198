"""Scores that are reported without a bound: what else predicts the class, short of the motion."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from curveball.validation.check import Value
from curveball.validation.outcome import NamedScore, ProbeScores
from curveball.validation.shortcuts import classifiers, probes
from curveball.validation.shortcuts.calibration import BELOW_REFERENCE
from curveball.validation.shortcuts.classifiers import Classifier
from curveball.validation.shortcuts.image_shape import shape_features
from curveball.validation.shortcuts.partial_views import consecutive_frames, step_lengths
from curveball.validation.shortcuts.probe_sample import ProbeCheck, ProbeSample, Rows, TrackSample


@dataclass(frozen=True)
class ReportedView:
    """What a classifier of a reported score sees."""

    sample: ProbeSample
    model: Callable[[], Classifier]
    """Returns a new classifier."""
    columns: Callable[[Rows], NDArray[Any]]
    """Returns the features of N rows, shape (N, F)."""
    max_train_rows: int | None = None
    """How many rows of train are used at most."""


class ReportedProbes(ProbeCheck):
    """Trains classifiers that see several frames, but not their order, or the size of the compressed video."""

    name = "reported_probes"
    description = "What else predicts the class without the order of the frames."
    quantity = "accuracies, in the details"
    bound = None

    def __init__(self, sample: ProbeSample, tracks: TrackSample):
        super().__init__(sample)
        self._tracks = tracks
        self._scores: dict[str, NamedScore] = {}

    def preparations(self) -> Sequence[Callable[[], None]]:
        """Train and test each classifier."""
        if self.why_not_applicable() is not None:
            return ()
        return [partial(self._measure, name, view) for name, view in self.views().items()]

    def _measure(self, name: str, view: ReportedView) -> None:
        score = view.sample.score(view.model(), view.columns, max_train_rows=view.max_train_rows)
        low, high = score.interval
        self._scores[name] = NamedScore(
            name=name, accuracy=score.accuracy, low=low, high=high, below_reference=BELOW_REFERENCE.get(name)
        )

    def probe(self) -> Value:
        """Return the scores of all classifiers."""
        scores = [self._scores[name] for name in self.views()]
        return Value(details=ProbeScores(chance=self._sample.chance, probes=scores))

    def views(self) -> dict[str, ReportedView]:
        """Return what the classifiers see, by the name of the score."""
        videos, tracks, frames = self._sample, self._tracks, len(self._sample.frames)
        trees = classifiers.BoostedTrees
        middle = max(0, (frames - 3) // 2)
        return {
            "all frames without their order": ReportedView(
                tracks, partial(trees, leaves=31, bins=32), _without_order, max_train_rows=12_000
            ),
            "mean image": ReportedView(
                videos, classifiers.RandomCosines, lambda rows: shape_features(rows["mean_image"])
            ),
            "darkest-pixel image": ReportedView(
                videos, classifiers.RandomCosines, lambda rows: shape_features(rows["extreme_image"])
            ),
            "three consecutive frames": ReportedView(
                tracks,
                partial(trees, bins=32),
                lambda rows: consecutive_frames(tracks, rows, middle, min(3, frames)),
                max_train_rows=12_000,
            ),
            "first and last frame": ReportedView(
                tracks, partial(trees, depth=3), _first_and_last, max_train_rows=12_000
            ),
            "lengths of all steps, sorted": ReportedView(
                tracks, partial(trees, rounds=10, leaves=63, smallest_leaf=20), _sorted_steps
            ),
            "length of the path over its extent": ReportedView(tracks, classifiers.Histogram, _path_over_extent),
            "bytes of the compressed video": ReportedView(
                videos, classifiers.Histogram, lambda rows: rows["bytes"][:, None]
            ),
        }


def _without_order(rows: Rows) -> NDArray[Any]:
    """Return features of the set of positions, shape (N, 2 T + 1)."""
    return probes.unordered_features(rows["trajectory_2d"])


def _sorted_steps(rows: Rows) -> NDArray[Any]:
    """Return the mean length of the steps, and the cosine transform of their fractions of it in ascending order.

    Shape (N, T); 0 for a single frame.
    """
    lengths = np.sort(step_lengths(rows["trajectory_2d"]), axis=1)
    if not lengths.shape[1]:
        return np.zeros((len(lengths), 1))
    mean = lengths.mean(axis=1, keepdims=True)
    return np.column_stack([mean, probes.cosine_transform(lengths / np.maximum(mean, 1e-6))])


def _path_over_extent(rows: Rows) -> NDArray[Any]:
    """Return the length of the path over the root mean square extent of the positions, shape (N, 1)."""
    position = rows["trajectory_2d"]
    offset = position - position.mean(axis=1, keepdims=True)
    extent = np.sqrt((offset * offset).sum(axis=2).mean(axis=1, keepdims=True))
    ratio: NDArray[Any] = step_lengths(position).sum(axis=1, keepdims=True) / np.maximum(extent, 1e-6)
    return ratio


def _first_and_last(rows: Rows) -> NDArray[Any]:
    """Return position and radius of the ball in the first and the last frame, and their differences, shape (N, 9)."""
    first, last = (np.column_stack([rows["trajectory_2d"][:, k], rows["radius_px"][:, k]]) for k in (0, -1))
    return np.column_stack([first, last, last - first])
