"""What the shortcut audit keeps of a dataset: a few numbers of so many rows at most, so that memory doesn't grow."""

from abc import abstractmethod
from collections.abc import Callable
from functools import cached_property
from typing import Any

import numpy as np

from curveball.config.model import Config
from curveball.dataset.splits import SPLITS
from curveball.validation.batch import Batch
from curveball.validation.check import Check, Measurement, Witness
from curveball.validation.shortcuts.frame_summary import observed_frames

_ROWS_AT_LEAST = 400
_SHOWS_A_PATH = "style: trail shows where the ball has been, by design: its pixels tell the class"

Rows = dict[str, np.ndarray]
"""Columns by name, each with the row as its first axis."""


class Observations(Witness):
    """The rows that classifiers learn from (train) and are judged by (test)."""

    def __init__(self, config: Config):
        self.config = config
        self.frames = observed_frames(config)
        self._parts: dict[str, list[Rows]] = {split: [] for split in SPLITS}

    @property
    def may_be_enough(self) -> bool:
        """Whether the dataset is large enough for classifiers, if it is what the configuration says."""
        return self.config.total_samples >= _ROWS_AT_LEAST and len(self.config.classes) > 1

    def see(self, batch: Batch) -> tuple[str, Rows] | None:
        """Return the split and the observed rows of a batch, if there are any."""
        rows, glimpses = batch.observed, batch.glimpses
        if not len(rows):
            return None
        return SPLITS[batch.split], {
            "label": batch.column("label")[rows],
            "index": batch.indices[rows],
            "file": np.full(len(rows), batch.file),
            "row": batch.first_row + rows,
            "bytes": batch.video_bytes[rows],
            "trajectory_2d": batch.trajectory_2d[rows][:, self.frames],
            "trajectory_3d": batch.trajectory_3d[rows][:, self.frames],
            "radius_px": batch.radius_px[rows][:, self.frames],
            "cells": np.stack([glimpse.cells for glimpse in glimpses]).astype(np.float16),
            "color": np.stack([glimpse.color for glimpse in glimpses]),
            "ball_pixels": np.array([glimpse.ball_pixels for glimpse in glimpses]),
        }

    def add(self, seen: tuple[str, Rows] | None) -> None:
        if seen is not None:
            split, rows = seen
            self._parts[split].append(rows)

    @cached_property
    def train(self) -> Rows:
        return self._rows("train")

    @cached_property
    def test(self) -> Rows:
        return self._rows("test")

    @cached_property
    def chance(self) -> float:
        """Accuracy of an answer that depends on nothing."""
        return 1 / len(self.config.classes)

    @cached_property
    def too_few(self) -> str | None:
        """Why no classifier can be judged here; None if it can."""
        if len(self.config.classes) < 2:
            return "there is only one class"
        if not (self._parts["train"] and self._parts["test"]):
            return "there are no rows to learn from (train) or none to judge by (test)"
        if len(np.unique(self.train["label"])) < 2:
            return "the rows to learn from (train) are of one class"
        found = len(self.train["label"]) + len(self.test["label"])
        if found < _ROWS_AT_LEAST * (self.config.splits.train + self.config.splits.test):
            return f"fewer than {_ROWS_AT_LEAST} samples say too little"
        return None

    def score(
        self, model: Any, features: Callable[[Rows], np.ndarray], tests: int = 1, learns_from_every: int = 1
    ) -> Any:
        """Return the score of a classifier that learns from the rows of train and is judged by those of test.

        Args:
            model: A new classifier.
            features: What it sees of the rows.
            tests: How many scores are judged together: each one's interval is wider, so that all hold together.
            learns_from_every: Which rows it learns from: every so many.
        """
        from curveball.validation.shortcuts import probes

        lesson = {name: values[::learns_from_every] for name, values in self.train.items()}
        train, test = ((features(rows), rows["label"]) for rows in (lesson, self.test))
        return probes.score(model, train, test, len(self.config.classes), self.config.checks.false_alarm_rate / tests)

    def _rows(self, split: str) -> Rows:
        parts = self._parts[split]
        whole = {key: np.concatenate([part[key] for part in parts]) for key in parts[0]}
        self._parts[split] = [whole]  # The parts are not needed twice in memory.
        return whole


class ObservationCheck(Check):
    """A promise that is judged by the observed rows, where they can be judged by."""

    applies_to_trails = True

    def __init__(self, observations: Observations):
        self._observations = observations
        self._checks = observations.config.checks

    def measure(self) -> Measurement:
        reason = self._why_not()
        return self.does_not_apply(reason) if reason else self.judge()

    @abstractmethod
    def judge(self) -> Measurement:
        """Return the measurement, for observations that are enough."""

    def _why_not(self) -> str | None:
        if not self.applies_to_trails and self._observations.config.style == "trail":
            return _SHOWS_A_PATH
        return self._observations.too_few
