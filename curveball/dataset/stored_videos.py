"""Videos as a file holds them: compressed in memory, decoded when they are asked for, in threads if there are many."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from curveball.dataset.sample_format import SampleFormat
from curveball.dataset.video_places import VideoPlaces
from curveball.generation.encoding import decode_video, decode_videos, digest

_VIDEOS_PER_THREAD = 16
"""At least. They take about a millisecond, and a thread a tenth of that to start."""


class StoredVideos:
    """The compressed videos of the rows of a row group."""

    def __init__(
        self,
        rows: pa.Table,
        sample_format: SampleFormat,
        explained: Callable[[int], AbstractContextManager[None]],
        verify: bool,
        locate: Callable[[Sequence[Any]], VideoPlaces | None] = lambda encoded: None,
    ):
        """Take over videos.

        Args:
            rows: Rows with the column `video` and, to verify them, `sample_id` and `digest`.
            sample_format: The format in which they are returned.
            explained: Returns for a row the context in which what its damaged bytes raise is explained.
            verify: Whether to compare each video with its digest.
            locate: Returns where the compressed videos are in their file, if they are there as they are.
        """
        videos = rows["video"].combine_chunks()
        _, offsets, values = videos.buffers()
        self._bytes = values or pa.py_buffer(b"")
        self._ends = memoryview(offsets or b"").cast("i")[videos.offset : videos.offset + len(videos) + 1]
        self._names = rows["sample_id"].to_pylist() if verify else []
        self._digests = rows["digest"].to_pylist() if verify else []
        self._format, self._explained = sample_format, explained
        self._locate = locate
        self._places: VideoPlaces | None = None
        self.size_bytes = videos.nbytes

    def one(self, number: int) -> list[NDArray[Any]]:
        """Return the video of a row in the format, as the only pixel column.

        Raises:
            CurveballError: The video is damaged.
        """
        return [self._format.convert(self.decode(number))]

    def encoded(self, row: int) -> Any:
        """Return the compressed video of a row: a buffer in the memory of the row group, or bytes from its file."""
        in_memory = self._bytes  # first, because another thread may release the videos
        if self._places is not None:
            return self._places.read(row)
        start = self._ends[row]
        return in_memory[start : self._ends[row + 1]]

    def release(self) -> None:
        """Forget the compressed videos; from now on, each is read from its file when it is asked for.

        They are kept if they are not in the file as they are.
        """
        if self._places is None:
            places = self._locate([self.encoded(row) for row in range(len(self._ends) - 1)])
            if places is not None:  # in this order, because other threads may read
                self._places, self._bytes, self.size_bytes = places, pa.py_buffer(b""), 0

    def decode(self, row: int) -> NDArray[np.uint8]:
        """Return the video of a row, shape (T, H, W, C), verified if this is wanted. The array is its only owner.

        Raises:
            CurveballError: The video is damaged.
        """
        try:
            frames = decode_video(self.encoded(row), self._format.stored_shape)
            self.check(row, frames)
        except ValueError:
            with self._explained(row):
                raise
        return frames

    def check(self, row: int, frames: NDArray[np.uint8]) -> None:
        """Compare a decoded video with its digest, if this is wanted; raise ValueError where they differ."""
        if self._digests and (found := digest(frames)) != self._digests[row]:
            raise ValueError(f"{self._names[row]} has a video with the digest {found}, not {self._digests[row]:.40}")


def decode_batch(
    videos: Sequence[tuple[StoredVideos, int]], sample_format: SampleFormat, threads: int | None
) -> NDArray[Any]:
    """Decode videos together.

    Args:
        videos: N row groups, each with the row of a video.
        sample_format: The format of the result.
        threads: Maximum number of threads; None for one per core.

    Returns:
        Shape (N, T, H, W, C), or as the format tells.

    Raises:
        CurveballError: A video is damaged.
    """
    count = min(threads or _cores(), len(videos) // _VIDEOS_PER_THREAD)
    if count <= 1:
        return sample_format.convert(_decode(videos, sample_format))
    decoded = sample_format.empty_videos(len(videos))
    ends = [len(videos) * k // count for k in range(count + 1)]

    def decode_part(start: int, end: int) -> None:
        for first in range(start, end, _VIDEOS_PER_THREAD):
            part = slice(first, min(first + _VIDEOS_PER_THREAD, end))
            sample_format.write(_decode(videos[part], sample_format), decoded[part])

    # The threads end with the batch, so that a process can be forked between two batches.
    with ThreadPoolExecutor(count) as pool:
        list(pool.map(decode_part, ends, ends[1:]))
    return decoded


def _decode(videos: Sequence[tuple[StoredVideos, int]], sample_format: SampleFormat) -> NDArray[np.uint8]:
    """Return videos as they are stored, shape (N, T, H, W, C)."""
    try:
        frames = decode_videos([source.encoded(row) for source, row in videos], sample_format.stored_shape)
        for (source, row), video in zip(videos, frames, strict=True):
            source.check(row, video)
    except ValueError:
        return np.stack([source.decode(row) for source, row in videos])  # raises an error that names the row
    return frames


def _cores() -> int:
    """Return the number of cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
