"""The rows that train and test the classifiers: a few numbers each, and a limited number of rows."""

from abc import abstractmethod
from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from curveball.config.model import Config
from curveball.dataset.splits import ALL_SPLITS, largest_share
from curveball.validation.batch import Batch
from curveball.validation.check import Check, Collector, Value
from curveball.validation.shortcuts import probes
from curveball.validation.shortcuts.classifiers import Classifier
from curveball.validation.shortcuts.probes import Score
from curveball.validation.shortcuts.video_summary import evaluated_frames

_MIN_ROWS = 400
_MIN_TRAIN_ROWS = 20
"""Of each class. The motion of 16 frames is already learned from 5."""
_MIN_TEST_ROWS = 20
"""Of all classes. With fewer, a single error fails a check whose bound is an accuracy of 0.99."""

Rows = dict[str, NDArray[Any]]
"""Columns by name, each with N rows as its first axis."""


class ProbeSample(Collector[tuple[str, Rows] | None]):
    """Collects the probed rows: those of train train the classifiers, those of validation and test test them.

    No classifier is chosen by the rows of validation, and twice the rows halve the variance of a score.
    """

    train: Rows
    """The rows of train; no columns if there are none. Set by `finish`."""
    test: Rows
    """The rows of validation and test. Set by `finish`."""

    def __init__(self, config: Config):
        self.config = config
        self.frames = evaluated_frames(config)
        self.chance = largest_share(config, "test")
        """Accuracy of the best constant answer."""
        self._partials: dict[str, list[Rows]] = {split: [] for split in ALL_SPLITS}
        self._chosen: dict[tuple[str, int], Rows] = {}

    @property
    def may_suffice(self) -> bool:
        """Whether the dataset is large enough for classifiers, if it is what the configuration says."""
        return self.config.total_samples >= _MIN_ROWS and len(self.config.classes) > 1

    def map(self, batch: Batch) -> tuple[str, Rows] | None:
        """Return the split and the probed rows of a batch, if there are any."""
        rows = batch.probed
        if not len(rows):
            return None
        summaries = batch.summaries
        return ALL_SPLITS[batch.split], {
            "label": batch.column("label")[rows],
            "index": batch.indices[rows],
            "file": np.full(len(rows), batch.file),
            "row": batch.first_row + rows,
            "direction": batch.directions[rows],
            "bytes": batch.video_bytes[rows],
            "trajectory_2d": batch.trajectory_2d[rows][:, self.frames],
            "trajectory_3d": batch.trajectory_3d[rows][:, self.frames],
            "radius_px": batch.radius_px[rows][:, self.frames],
            "cells": summaries.cells.astype(np.float16),
            "color": summaries.color,
            "ball_pixels": summaries.ball_pixels,
            "mean_image": summaries.mean_image,
            "extreme_image": summaries.extreme_image,
        }

    def update(self, partial: tuple[str, Rows] | None) -> None:
        """Keep the rows."""
        if partial is not None:
            split, rows = partial
            self._partials[split].append(rows)

    def finish(self) -> None:
        """Concatenate the rows of each kind, after the last update."""
        self._partials["test"] += self._partials["validation"]
        self.train, self.test = (_concatenate(self._partials[split]) for split in ("train", "test"))
        self._partials.clear()  # Memory does not hold the rows twice.

    def why_not_applicable(self) -> str | None:
        """Return why the rows do not suffice to train and test classifiers; None if they do."""
        if len(self.config.classes) < 2:
            return "there is only one class"
        if not (self.train and self.test):
            return "there are no rows to train on (split train) or none to test on (split test)"
        if len(np.unique(self.train["label"])) < 2:
            return "all rows of the split train have the same label"
        found = len(self.train["label"]) + len(self.test["label"])
        splits = self.config.splits
        if found < _MIN_ROWS * (splits.train + splits.validation + splits.test):
            return f"a dataset of fewer than {_MIN_ROWS} samples is too small to train and test classifiers"
        fewest = int(np.bincount(self.train["label"], minlength=len(self.config.classes)).min())
        if fewest < _MIN_TRAIN_ROWS:
            return f"the split train has {fewest} rows of a class; classifiers need {_MIN_TRAIN_ROWS} of each"
        if len(self.test["label"]) < _MIN_TEST_ROWS:
            return f"the split test has {len(self.test['label'])} rows; a test of classifiers needs {_MIN_TEST_ROWS}"
        return None

    def score(
        self,
        model: Classifier,
        features: Callable[[Rows], NDArray[Any]],
        *,
        target: Callable[[Rows], NDArray[np.int64]] | None = None,
        tests: int = 1,
        max_train_rows: int | None = None,
        max_test_rows: int | None = None,
    ) -> Score:
        """Train a classifier on the rows of train and return its score on the rows of test.

        Args:
            model: A new classifier.
            features: Returns what the classifier is trained on, shape (N, F), for N rows.
            target: Returns which of two values the classifier predicts, shape (N,), for N rows; None for the class.
            tests: Number of scores that are compared with the same bound (Bonferroni): the interval of each is wider,
                so that all of them hold together.
            max_train_rows: How many rows of train are used at most; more of them would not make the classifier better.
            max_test_rows: How many rows of test are used at most.
        """
        answers, values = (target, 2) if target else (itemgetter("label"), len(self.config.classes))
        used = self._some("train", max_train_rows), self._some("test", max_test_rows)
        train, test = ((features(rows), answers(rows)) for rows in used)
        return probes.score(model, train, test, values, self.config.checks.false_alarm_rate / tests)

    def _some(self, split: Literal["train", "test"], at_most: int | None) -> Rows:
        """Return at most some rows of a split: random ones, so that their order in the files does not matter."""
        rows = self.train if split == "train" else self.test
        count = len(rows["label"])
        if at_most is None or count <= at_most:
            return rows
        if (split, at_most) not in self._chosen:
            chosen = np.sort(np.random.default_rng(0).choice(count, at_most, replace=False))
            self._chosen[split, at_most] = {name: values[chosen] for name, values in rows.items()}
        return self._chosen[split, at_most]


class TrackSample(ProbeSample):
    """Collects rows with the track of the ball only. There are more of them, because they need no decoded video."""

    def map(self, batch: Batch) -> tuple[str, Rows] | None:
        """Return the split and the tracks of a batch, if there are any."""
        rows = batch.tracked
        if not len(rows):
            return None
        return ALL_SPLITS[batch.split], {
            "label": batch.column("label")[rows],
            "direction": batch.directions[rows],
            "trajectory_2d": batch.trajectory_2d[rows][:, self.frames],
            "radius_px": batch.radius_px[rows][:, self.frames],
        }


def _concatenate(parts: Sequence[Rows]) -> Rows:
    """Return the rows of all parts; without any part, there are no columns."""
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]} if parts else {}


class ProbeCheck(Check):
    """A check that is computed from the probe sample, if the sample suffices."""

    applies_to_trails: ClassVar[bool] = True
    """Whether the check applies to `style: trail`, which shows the path in the pixels by design."""

    def __init__(self, sample: ProbeSample):
        self._sample = sample

    def compute(self) -> Value:
        """Return the value, or why the check does not apply."""
        reason = self.why_not_applicable()
        return self.probe() if reason is None else Value(not_applicable=reason)

    @abstractmethod
    def probe(self) -> Value:
        """Return the value, for a sample that suffices."""

    def why_not_applicable(self) -> str | None:
        """Return why the check does not apply; None if it does."""
        if not self.applies_to_trails and self._sample.config.style == "trail":
            return "with style: trail, the pixels show the path of the ball, and so the class, by design"
        return self._sample.why_not_applicable()
