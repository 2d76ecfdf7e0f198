"""What the shortcut audit keeps of a dataset: a few numbers of so many rows at most, so that memory doesn't grow."""

from functools import cached_property

import numpy as np

from curveball.checks.check import Batch
from curveball.checks.glimpse import observed_frames
from curveball.config import Config
from curveball.splits import SPLITS

# More rows than this teach the classifiers nothing that matters: see docs/audit.md.
_ROWS_AT_MOST = {"train": 6_000, "validation": 0, "test": 3_000}
_ROWS_AT_LEAST = 400

Rows = dict[str, np.ndarray]
"""Columns by name, each with the row as its first axis."""


class Observations:
    """The rows that classifiers learn from (train) and are judged by (test)."""

    def __init__(self, config: Config):
        self.config = config
        self.frames = observed_frames(config)
        self._parts: dict[int, list[Rows]] = {split: [] for split in range(len(SPLITS))}

    @property
    def may_be_enough(self) -> bool:
        """Whether the dataset is large enough for classifiers, if it is what the configuration says."""
        return self.config.total_samples >= _ROWS_AT_LEAST and len(self.config.classes) > 1

    def is_observed(self, split: int, indices: np.ndarray) -> np.ndarray:
        """Tell which indices of a class are looked at, if they are in this split: evenly spread ones, (N,) bool."""
        name = SPLITS[split]
        share = _ROWS_AT_MOST[name] / max(getattr(self.config.splits, name) * self.config.total_samples, 1)
        return indices * share % 1 < share

    def see(self, batch: Batch) -> None:
        """Keep the observed rows of a batch."""
        rows, glimpses = batch.observed, batch.glimpses
        if not len(rows):
            return
        self._parts[batch.split].append(
            {
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
        )

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
        found = [sum(len(part["label"]) for part in self._parts[SPLITS.index(name)]) for name in ("train", "test")]
        if len(self.config.classes) < 2:
            return "there is only one class"
        if not all(found):
            return "there are no rows to learn from (train) or none to judge by (test)"
        if len(np.unique(self.train["label"])) < 2:
            return "the rows to learn from (train) are of one class"
        if sum(found) < _ROWS_AT_LEAST * (self.config.splits.train + self.config.splits.test):
            return f"fewer than {_ROWS_AT_LEAST} samples say too little"
        return None

    def _rows(self, name: str) -> Rows:
        parts = self._parts[SPLITS.index(name)]
        return {key: np.concatenate([part[key] for part in parts]) for key in parts[0]}
