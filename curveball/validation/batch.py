"""Rows of the dataset, with their columns as numpy arrays where a check asks for them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from curveball.config.model import Config
from curveball.dataset.splits import ALL_SPLITS, TWINS
from curveball.generation.columns import to_numpy
from curveball.generation.encoding import decode_video, decode_videos, digest
from curveball.validation.selection import Selection
from curveball.validation.shortcuts.video_summary import VideoSummarizer, VideoSummary

_BYTES_AT_A_TIME = 3 << 19
"""Bytes of videos that are decoded together: more of them would leave the cache before they are digested."""


@dataclass(frozen=True, kw_only=True)
class Batch:
    """N consecutive rows of one file. What several checks need is computed once."""

    config: Config
    split: int
    """Number of the split in ALL_SPLITS: 0 train, 1 validation, 2 test, 3 test_shifted, 4 twins."""
    file: int
    """Number of the file within its split."""
    first_row: int
    """Number of the first row within the file."""
    rows: pa.Table
    selection: Selection
    summarizer: VideoSummarizer

    def __len__(self) -> int:
        return len(self.rows)

    def column(self, name: str) -> NDArray[Any]:
        """Return a column of numbers (N,) or lists of numbers (N, ...)."""
        return to_numpy(self.rows[name])

    @property
    def has_twins(self) -> bool:
        """Whether the rows are those of the split twins."""
        return ALL_SPLITS[self.split] == TWINS

    def is_of_class(self, class_name: str) -> NDArray[np.bool_]:
        """Tell which rows are of a class, shape (N,)."""
        return np.asarray(self.class_names == class_name)

    @cached_property
    def sample_ids(self) -> list[str]:
        """The names of the samples: helical-0001234."""
        return self.texts("sample_id")

    @cached_property
    def class_names(self) -> NDArray[np.object_]:
        """The name of each row's class, shape (N,)."""
        return np.array(self.texts("class_name"), dtype=object)

    @cached_property
    def indices(self) -> NDArray[np.int64]:
        """The index of each sample within its class, shape (N,)."""
        return self.column("index")

    @cached_property
    def trajectory_3d(self) -> NDArray[np.float32]:
        """Positions in the world in m, shape (N, T, 3)."""
        return self.column("trajectory_3d")

    @cached_property
    def trajectory_2d(self) -> NDArray[np.float32]:
        """Column and row of the ball's center in px, shape (N, T, 2)."""
        return self.column("trajectory_2d")

    @cached_property
    def radius_px(self) -> NDArray[np.float32]:
        """Radius of the ball with its outline in px, shape (N, T)."""
        return self.column("radius_px")

    @cached_property
    def directions(self) -> NDArray[np.int64]:
        """Which way each ball goes, shape (N,): 1 to the right, down or clockwise, 0 the opposite way."""
        return np.isin(self.texts("direction"), ["left to right", "downward", "clockwise"]).astype(np.int64)

    @cached_property
    def stored_digests(self) -> list[str]:
        """The digest of each video as it is stored."""
        return self.texts("digest")

    @cached_property
    def video_digests(self) -> list[str | None]:
        """The digest of each video's pixels, computed now; None if the video cannot be decoded."""
        return self._decoded.digests

    @cached_property
    def video_bytes(self) -> NDArray[np.int64]:
        """The size of each compressed video in bytes, shape (N,)."""
        return to_numpy(pc.binary_length(self.rows["video"]))

    @cached_property
    def probed(self) -> NDArray[np.int64]:
        """Positions of the rows that train or test the classifiers, shape (M,).

        Rows without a decodable video, finite numbers and a label of the configuration are left out.
        """
        return self._decoded.summarized[self._is_usable[self._decoded.summarized]]

    @cached_property
    def tracked(self) -> NDArray[np.int64]:
        """Positions of the rows that train or test classifiers of the track, shape (M,); others as for `probed`."""
        return np.flatnonzero(self.selection.is_tracked(self.split, self.indices) & self._is_usable)

    @cached_property
    def summaries(self) -> VideoSummary:
        """The summaries of the probed rows' videos."""
        is_usable = self._is_usable[self._decoded.summarized]
        return VideoSummary(
            *(np.concatenate(columns)[is_usable] for columns in zip(*self._decoded.summaries, strict=True))
        )

    @cached_property
    def regenerated(self) -> NDArray[np.int64]:
        """Positions of the rows that are regenerated and measured in their pixels, shape (M,).

        Rows without a decodable video and finite numbers are left out: other checks fail because of them.
        """
        chosen = np.zeros(len(self), dtype=bool)
        for class_name in set(self.class_names) & set(self.config.classes):
            own = np.flatnonzero(self.is_of_class(class_name))
            chosen[own] = self.selection.is_regenerated(class_name, self.indices[own])
        chosen &= self._is_finite
        return np.array([row for row in np.flatnonzero(chosen) if self.video_digests[row]], dtype=np.int64)

    @cached_property
    def frames_of_regenerated(self) -> NDArray[np.uint8]:
        """The stored pixels of the rows in `regenerated`, shape (M, T, H, W, C)."""
        videos: list[Any] = self.rows["video"].take(self.regenerated).to_pylist()
        frames = np.empty((len(videos), *self.config.video_shape), dtype=np.uint8)
        for k, video in enumerate(videos):
            frames[k] = decode_video(video, self.config.video_shape)
        return frames

    @cached_property
    def _is_finite(self) -> NDArray[np.bool_]:
        """Which rows have a trajectory and a radius of finite numbers, shape (N,); `finite_values` names the others."""
        columns = self.trajectory_2d, self.radius_px, self.trajectory_3d
        numbers = np.concatenate([column.reshape(len(self), -1) for column in columns], axis=1)
        is_finite: NDArray[np.bool_] = np.isfinite(numbers).all(axis=1)
        return is_finite

    @cached_property
    def _is_usable(self) -> NDArray[np.bool_]:
        """Which rows classifiers can use, shape (N,): those with finite numbers and a label of the configuration."""
        labels = self.column("label")
        return self._is_finite & (labels >= 0) & (labels < len(self.config.classes))

    @cached_property
    def _decoded(self) -> "_Decoded":
        """What is known of the videos, each of which is decoded once."""
        is_probed = self.selection.is_probed(self.split, self.indices)
        videos: list[Any] = self.rows["video"].to_pylist()
        step = max(1, _BYTES_AT_A_TIME // math.prod(self.config.video_shape))
        digests: list[str | None] = [None] * len(self)
        summarized, summaries = [np.empty(0, dtype=np.int64)], []
        for rows, wants_summary in ((np.flatnonzero(is_probed), True), (np.flatnonzero(~is_probed), False)):
            for start in range(0, len(rows), step):
                found, frames = self._frames_of(videos, rows[start : start + step])
                for row, video in zip(found.tolist(), frames, strict=True):
                    digests[row] = digest(video)
                if wants_summary and len(found):
                    summarized.append(found)
                    summaries.append(self.summarizer.summarize(frames))
        return _Decoded(digests, np.concatenate(summarized), summaries)

    def _frames_of(
        self, videos: Sequence[bytes], rows: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
        """Return which rows (N,) have a video that can be decoded, and the frames of these, (M, T, H, W, C)."""
        try:
            return rows, decode_videos([videos[row] for row in rows], self.config.video_shape)
        except ValueError:
            if len(rows) == 1:
                return rows[:0], np.empty((0, *self.config.video_shape), dtype=np.uint8)
            alone = [self._frames_of(videos, rows[k : k + 1]) for k in range(len(rows))]
            return np.concatenate([found for found, _ in alone]), np.concatenate([frames for _, frames in alone])

    def texts(self, name: str) -> list[str]:
        """Return a column of texts."""
        texts: list[Any] = self.rows[name].to_pylist()  # without nulls: such rows are in no batch
        return texts


class _Decoded(NamedTuple):
    """What is known of the videos of a batch."""

    digests: list[str | None]
    """Of each row; None if its video cannot be decoded."""
    summarized: NDArray[np.int64]
    """Positions of the rows with a summary, in ascending order, shape (M,)."""
    summaries: list[VideoSummary]
    """Those of some of these rows, one after another: M in all."""
