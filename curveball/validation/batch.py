"""Rows of the dataset, with their columns as numpy arrays where a check asks for them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

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
        return [found for found, _ in self._decoded]

    @cached_property
    def video_bytes(self) -> NDArray[np.int64]:
        """The size of each compressed video in bytes, shape (N,)."""
        return to_numpy(pc.binary_length(self.rows["video"]))

    @cached_property
    def probed(self) -> NDArray[np.int64]:
        """Positions of the rows that train or test the classifiers, shape (M,).

        Rows without a decodable video, finite numbers and a label of the configuration are left out.
        """
        has_summary = np.array([summary is not None for _, summary in self._decoded], dtype=bool)
        labels = self.column("label")
        is_known = (labels >= 0) & (labels < len(self.config.classes))
        return np.flatnonzero(has_summary & self._is_finite & is_known)

    @cached_property
    def tracked(self) -> NDArray[np.int64]:
        """Positions of the rows that train or test classifiers of the track, shape (M,); others as for `probed`."""
        labels = self.column("label")
        is_known = (labels >= 0) & (labels < len(self.config.classes))
        return np.flatnonzero(self.selection.is_tracked(self.split, self.indices) & self._is_finite & is_known)

    @cached_property
    def summaries(self) -> list[VideoSummary]:
        """The summary of each probed row's video."""
        found = [self._decoded[row][1] for row in self.probed]
        return [summary for summary in found if summary is not None]

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
    def _decoded(self) -> list[tuple[str | None, VideoSummary | None]]:
        """The digest and, for probed rows, the summary of each video: a video is decoded once for both."""
        is_probed = self.selection.is_probed(self.split, self.indices).tolist()
        videos: list[Any] = self.rows["video"].to_pylist()
        step = max(1, _BYTES_AT_A_TIME // math.prod(self.config.video_shape))
        decoded: list[tuple[str | None, VideoSummary | None]] = []
        for start in range(0, len(videos), step):
            chosen = slice(start, start + step)
            for frames, probed in zip(self._frames_of(videos[chosen]), is_probed[chosen], strict=True):
                summary = self.summarizer.summarize(frames) if probed and frames is not None else None
                decoded.append((None if frames is None else digest(frames), summary))
        return decoded

    def _frames_of(self, videos: list[bytes]) -> Sequence[NDArray[np.uint8] | None]:
        """Decode videos together, or one by one if one of them cannot be decoded; return None for each that cannot."""
        try:
            return list(decode_videos(videos, self.config.video_shape))
        except ValueError:
            return [self._frames_of([video])[0] for video in videos] if len(videos) > 1 else [None]

    def texts(self, name: str) -> list[str]:
        """Return a column of texts."""
        texts: list[Any] = self.rows[name].to_pylist()  # without nulls: such rows are in no batch
        return texts
