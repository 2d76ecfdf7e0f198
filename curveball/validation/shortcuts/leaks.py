"""Promises about what must not tell the class: one frame, color, size, place in the files."""

from abc import abstractmethod
from typing import Any

import numpy as np

from curveball.validation.check import Measurement
from curveball.validation.shortcuts.frame_summary import GRID
from curveball.validation.shortcuts.probe_sample import ObservationCheck, Rows


class SingleFrame(ObservationCheck):
    """No frame alone tells the class: for each one a classifier is trained that sees nothing else."""

    sees: str

    @abstractmethod
    def probe(self, frame: int) -> Any:
        """Return the score of the classifier that sees a frame; `frame` counts the observed ones."""

    def judge(self) -> Measurement:
        seen = self._observations
        bound = seen.chance + self._checks.single_frame_leak
        scores = [self.probe(frame) for frame in range(len(seen.frames))]
        worst = max(scores, key=lambda score: score.accuracy)
        details = {
            "frames": seen.frames.tolist(),
            "accuracy": [score.accuracy for score in scores],
            "low": [score.low for score in scores],
            "high": [score.high for score in scores],
            "chance": seen.chance,
            "features": [self.sees],
            "train": len(seen.train["label"]),
            "test": len(seen.test["label"]),
        }
        passed = all(score.low <= bound for score in scores)
        if not passed:
            frame = seen.frames[scores.index(worst)]
            what = f"frame {frame} alone tells the class with an accuracy of {worst.accuracy:.2f}"
            details["finding"] = f"{what}, by {self.sees} ({_allowed(seen.chance, bound)})"
        return Measurement(self.name, self.promise, bound, worst.accuracy, passed, details)


class SingleFramePosition(SingleFrame):
    """Where the ball is in one frame, and how large, doesn't tell the class."""

    name = "single_frame_position"
    promise = "the ball's place and radius in one frame don't tell the class (accuracy of the worst frame)"
    sees = "column, row and radius of the ball"

    def probe(self, frame: int) -> Any:
        from curveball.validation.shortcuts import probes

        seen = self._observations
        size = seen.config.width, seen.config.height

        def features(rows: Rows) -> np.ndarray:
            return probes.frame_features(rows["trajectory_2d"][:, frame], rows["radius_px"][:, frame], size)

        return seen.score(probes.shallow_tree(), features, tests=len(seen.frames))


class SingleFramePixels(SingleFrame):
    """The pixels of one frame don't tell the class."""

    name = "single_frame_pixels"
    promise = "the pixels of one frame don't tell the class (accuracy of the worst frame)"
    sees = f"{GRID} x {GRID} pixels of the frame"
    applies_to_trails = False

    def probe(self, frame: int) -> Any:
        from curveball.validation.shortcuts import probes

        def features(rows: Rows) -> np.ndarray:
            return rows["cells"][:, frame].astype(np.float32)

        return self._observations.score(probes.linear_map(), features, tests=len(self._observations.frames))


class Shortcut(ObservationCheck):
    """Something that has nothing to do with the motion doesn't tell the class."""

    features: tuple[str, ...]

    @abstractmethod
    def columns(self, rows: Rows) -> np.ndarray:
        """Return what the classifier sees, (N, F)."""

    def probe(self) -> Any:
        """Return the score of the classifier."""
        from curveball.validation.shortcuts import probes

        return self._observations.score(probes.shallow_tree(), self.columns)

    def judge(self) -> Measurement:
        seen = self._observations
        bound = seen.chance + self._checks.shortcut_leak
        score = self.probe()
        details = {
            "accuracy": score.accuracy,
            "low": score.low,
            "high": score.high,
            "chance": seen.chance,
            "features": list(self.features),
            "train": len(seen.train["label"]),
            "test": int(score.matrix.sum()),
        }
        passed = score.low <= bound
        if not passed:
            what = f"the class is told with an accuracy of {score.accuracy:.2f} by {', '.join(self.features)}"
            details["finding"] = f"{what} ({_allowed(seen.chance, bound)})"
        return Measurement(self.name, self.promise, bound, score.accuracy, passed, details)


class MeanColor(Shortcut):
    """The mean color of the video doesn't tell the class."""

    name = "mean_color"
    promise = "the mean color of a video doesn't tell its class (accuracy)"
    features = ("the mean of each channel",)
    applies_to_trails = False

    def columns(self, rows: Rows) -> np.ndarray:
        return rows["color"]


class BallPixels(Shortcut):
    """How much of the video is ball doesn't tell the class."""

    name = "ball_pixels"
    promise = "the number of ball pixels in a video doesn't tell its class (accuracy)"
    features = ("the number of pixels that are not background",)
    applies_to_trails = False

    def columns(self, rows: Rows) -> np.ndarray:
        return rows["ball_pixels"][:, None]


class SampleIndex(Shortcut):
    """The index of a sample doesn't tell its class."""

    name = "sample_index"
    promise = "the index of a sample doesn't tell its class (accuracy)"
    features = ("the index", "the index modulo the number of classes")

    def columns(self, rows: Rows) -> np.ndarray:
        return np.column_stack([rows["index"], rows["index"] % len(self._observations.config.classes)])


class Order(Shortcut):
    """Neither the file of a sample nor its row tells its class.

    Files and rows of train say nothing of those of test; so here half the rows of both, drawn at random, teach the
    other half.
    """

    name = "order"
    promise = "the file of a sample and its row don't tell its class (accuracy)"
    features = ("the file", "the row", "the row modulo the number of classes")

    def probe(self) -> Any:
        from sklearn.model_selection import train_test_split

        from curveball.validation.shortcuts import probes

        both = [self._observations.train, self._observations.test]
        x = np.concatenate([np.insert(self.columns(rows), 0, split, axis=1) for split, rows in enumerate(both)])
        y = np.concatenate([rows["label"] for rows in both])
        train_x, test_x, train_y, test_y = train_test_split(x, y, test_size=0.5, random_state=0)
        classes = len(self._observations.config.classes)
        return probes.score(
            probes.shallow_tree(), (train_x, train_y), (test_x, test_y), classes, self._checks.false_alarm_rate
        )

    def columns(self, rows: Rows) -> np.ndarray:
        classes = len(self._observations.config.classes)
        return np.column_stack([rows["file"], rows["row"], rows["row"] % classes])


def _allowed(chance: float, bound: float) -> str:
    return f"chance {chance:.2f}, allowed {bound:.2f}"
