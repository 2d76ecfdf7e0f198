"""Some rows of the dataset, with their columns as arrays where a check asks for them."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from curveball.config.model import Config
from curveball.generation.columns import to_numpy
from curveball.generation.encoding import decode_video, digest
from curveball.validation.selection import Selection
from curveball.validation.shortcuts.frame_summary import Glimpse, Observer


@dataclass
class Batch:
    """Some rows of one file. What several checks need is worked out once."""

    config: Config
    split: int
    """0 train, 1 validation, 2 test."""
    file: int
    """Number of the file within its split."""
    first_row: int
    """Number of the first row within its file."""
    rows: pa.Table
    selection: Selection
    """Which rows are looked at closely."""
    observer: Observer
    """How the videos that the classifiers see are looked at."""

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
    def video_bytes(self) -> np.ndarray:
        """How many bytes each video has as it is stored, (N,)."""
        return to_numpy(pc.binary_length(self.rows["video"]))

    @cached_property
    def observed(self) -> np.ndarray:
        """Positions of the rows that the classifiers look at, and that can be looked at, (M,)."""
        has_glimpse = np.array([glimpse is not None for _, glimpse in self._decoded], dtype=bool)
        labels = self.column("label")
        return np.flatnonzero(has_glimpse & self._is_finite & (labels >= 0) & (labels < len(self.config.classes)))

    @cached_property
    def glimpses(self) -> list[Glimpse]:
        """What is kept of the pixels of each observed row."""
        return [self._decoded[row][1] for row in self.observed]

    @cached_property
    def audited(self) -> np.ndarray:
        """Positions of the rows that are looked at closely, and whose video and numbers can be, (M,)."""
        chosen = np.zeros(len(self), dtype=bool)
        for class_name in set(self.class_names) & set(self.config.classes):
            own = np.flatnonzero(self.class_names == class_name)
            chosen[own] = self.selection.is_audited(class_name, self.indices[own])
        chosen &= self._is_finite
        return np.array([row for row in np.flatnonzero(chosen) if self.video_digests[row]], dtype=np.int64)

    @cached_property
    def audited_frames(self) -> np.ndarray:
        """The pixels of the audited rows, (M, T, H, W, C) uint8."""
        videos = self.rows["video"].take(pa.array(self.audited)).to_pylist()
        frames = np.empty((len(videos), *self.config.video_shape), dtype=np.uint8)
        for k, video in enumerate(videos):
            frames[k] = decode_video(video, self.config.video_shape)
        return frames

    @cached_property
    def _is_finite(self) -> np.ndarray:
        """Which rows have finite numbers where the ball is, (N,) bool. The check of finite values names the others."""
        columns = self.trajectory_2d, self.radius_px, self.trajectory_3d
        numbers = np.concatenate([column.reshape(len(self), -1) for column in columns], axis=1)
        return np.isfinite(numbers).all(axis=1)

    @cached_property
    def _decoded(self) -> list[tuple[str | None, Glimpse | None]]:
        """The digest of each video and, where it is observed, a glimpse of it: a video is decoded once for both."""
        is_observed = self.selection.is_observed(self.split, self.indices).tolist()
        return [self._decode(*video) for video in zip(self.rows["video"].to_pylist(), is_observed, strict=True)]

    def _decode(self, video: bytes, is_observed: bool) -> tuple[str | None, Glimpse | None]:
        try:
            frames = decode_video(video, self.config.video_shape)
        except ValueError:
            return None, None
        return digest(frames), self.observer.look(frames) if is_observed else None
