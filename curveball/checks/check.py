"""What a check is: a promise, a bound, and a measurement that sees the dataset batch by batch."""

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from curveball.checks.glimpse import Glimpse, Observer
from curveball.columns import to_numpy
from curveball.config import Config
from curveball.encoding import decode_video, digest

_VIDEOS_PER_TASK = 32
_TRAJECTORIES = ("trajectory_2d", "radius_px", "trajectory_3d")


@dataclass(frozen=True)
class Measurement:
    """The outcome of a check, as it stands in validation.json."""

    name: str
    promise: str
    bound: float | None
    measured: float | None
    passed: bool | None
    """None where the promise doesn't apply."""
    details: dict[str, Any] = field(default_factory=dict)
    """What else a reader may want to know: which rows, which classes."""


class Check(ABC):
    """One promise about the dataset. It sees every batch once, and then tells what it measured."""

    name: str
    promise: str

    @abstractmethod
    def see(self, batch: "Batch") -> None:
        """Look at some rows."""

    @abstractmethod
    def measure(self) -> Measurement:
        """Return what was measured, after the last batch."""

    def at_most(self, bound: float, measured: float, **details: Any) -> Measurement:
        """Return a measurement that passes if it is not above the bound (and is a number)."""
        found = measured if math.isfinite(measured) else None
        return Measurement(self.name, self.promise, bound, found, bool(measured <= bound), details)

    def at_least(self, bound: float, measured: float, **details: Any) -> Measurement:
        """Return a measurement that passes if it is not below the bound (and is a number)."""
        found = measured if math.isfinite(measured) else None
        return Measurement(self.name, self.promise, bound, found, bool(measured >= bound), details)

    def has_nothing_to_measure(self, bound: float) -> Measurement:
        """Return a measurement that fails for want of an audited row that can be looked at."""
        reason = "no audited row has a video that can be decoded and finite numbers"
        return Measurement(self.name, self.promise, bound, None, False, {"reason": reason})

    def does_not_apply(self, reason: str) -> Measurement:
        """Return a measurement that neither passes nor fails."""
        return Measurement(self.name, self.promise, None, None, None, {"reason": reason})


class FaultCount(Check):
    """A check that counts faulty rows, of which there must be none."""

    def __init__(self) -> None:
        self._count = 0
        self._examples: list[str] = []

    @abstractmethod
    def faults(self, batch: "Batch") -> np.ndarray:
        """Tell which rows of a batch are faulty, (N,) bool."""

    def see(self, batch: "Batch") -> None:
        faults = np.flatnonzero(self.faults(batch))
        self._count += len(faults)
        self._examples += [batch.sample_ids[row] for row in faults[: 5 - len(self._examples)]]

    def measure(self) -> Measurement:
        return self.at_most(0, self._count, **({"examples": self._examples} if self._examples else {}))


@dataclass
class Batch:
    """Some rows of the dataset, with their columns as arrays where a check asks for them."""

    config: Config
    split: int
    """0 train, 1 validation, 2 test."""
    rows: pa.Table
    file: int
    """Number of the file within its split."""
    first_row: int
    """Number of the first row within its file."""
    is_audited: Callable[[str, np.ndarray], np.ndarray]
    """Which indices of a class are looked at closely."""
    is_observed: Callable[[int, np.ndarray], np.ndarray]
    """Which indices of a split are looked at by the classifiers of the shortcut audit."""
    observer: Observer
    """How these are looked at."""
    map: Callable[[Callable, Iterable], Iterable] = map
    """`map`, or that of a pool of threads."""

    def __len__(self) -> int:
        return len(self.rows)

    def column(self, name: str) -> np.ndarray:
        """Return a column of numbers or lists of numbers: (N, …)."""
        return to_numpy(self.rows[name])

    @cached_property
    def sample_ids(self) -> list[str]:
        return self.rows["sample_id"].to_pylist()

    @cached_property
    def class_names(self) -> np.ndarray:
        return np.array(self.rows["class_name"].to_pylist(), dtype=object)

    @cached_property
    def indices(self) -> np.ndarray:
        return self.column("index")

    @cached_property
    def trajectory_3d(self) -> np.ndarray:
        return self.column("trajectory_3d")

    @cached_property
    def trajectory_2d(self) -> np.ndarray:
        return self.column("trajectory_2d")

    @cached_property
    def radius_px(self) -> np.ndarray:
        return self.column("radius_px")

    @cached_property
    def video_digests(self) -> list[str | None]:
        """The digest of each video's pixels, measured now; None where it is no video."""
        return [found for found, _ in self._decoded]

    @cached_property
    def glimpses(self) -> list[Glimpse]:
        """What is kept of the pixels of each observed row."""
        return [self._decoded[row][1] for row in self.observed]

    @cached_property
    def observed(self) -> np.ndarray:
        """Positions of the rows that the classifiers look at, and that can be looked at, (M,)."""
        has_glimpse = np.array([glimpse is not None for _, glimpse in self._decoded], dtype=bool)
        labels = self.column("label")
        return np.flatnonzero(has_glimpse & self._is_finite & (labels >= 0) & (labels < len(self.config.classes)))

    @cached_property
    def video_bytes(self) -> np.ndarray:
        """How many bytes each video has as it is stored, (N,)."""
        return to_numpy(pc.binary_length(self.rows["video"]))

    def __post_init__(self) -> None:
        # A pool of threads begins now: where the next batch is made ahead, it is decoded while this one is checked.
        videos = list(zip(self.rows["video"].to_pylist(), self.is_observed(self.split, self.indices), strict=True))
        parts = [videos[start : start + _VIDEOS_PER_TASK] for start in range(0, len(videos), _VIDEOS_PER_TASK)]
        self._parts = self.map(self._decode_part, parts)

    @cached_property
    def _decoded(self) -> list[tuple[str | None, Glimpse | None]]:
        """The digest of each video and, where it is observed, a glimpse of it: a video is decoded once for both."""
        return [found for part in self._parts for found in part]

    def _decode_part(self, videos: list[tuple[bytes, bool]]) -> list[tuple[str | None, Glimpse | None]]:
        return [self._decode(video, is_observed) for video, is_observed in videos]

    def _decode(self, video: bytes, is_observed: bool) -> tuple[str | None, Glimpse | None]:
        try:
            frames = decode_video(video, self.config.video_shape)
        except ValueError:
            return None, None
        return digest(frames), self.observer.look(frames) if is_observed else None

    @cached_property
    def audited(self) -> np.ndarray:
        """Positions of the rows that are looked at closely, and whose video and numbers can be, (M,)."""
        chosen = np.zeros(len(self), dtype=bool)
        for class_name in set(self.class_names) & set(self.config.classes):
            own = np.flatnonzero(self.class_names == class_name)
            chosen[own] = self.is_audited(class_name, self.indices[own])
        chosen &= self._is_finite
        return np.array([row for row in np.flatnonzero(chosen) if self.video_digests[row]], dtype=np.int64)

    @cached_property
    def _is_finite(self) -> np.ndarray:
        """Which rows have finite numbers where the ball is, (N,) bool. The check of finite values names the others."""
        numbers = np.concatenate([self.column(name).reshape(len(self), -1) for name in _TRAJECTORIES], axis=1)
        return np.isfinite(numbers).all(axis=1)

    @cached_property
    def audited_frames(self) -> np.ndarray:
        """The pixels of the audited rows, (M, T, H, W, C) uint8."""
        videos = self.rows["video"].take(pa.array(self.audited)).to_pylist()
        frames = np.empty((len(videos), *self.config.video_shape), dtype=np.uint8)
        for k, video in enumerate(videos):
            frames[k] = decode_video(video, self.config.video_shape)
        return frames
