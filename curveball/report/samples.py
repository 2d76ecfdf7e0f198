"""The few samples that the report shows with their pixels."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from curveball.config.model import Config
from curveball.dataset.layout import find_data_files
from curveball.generation.columns import to_numpy
from curveball.generation.encoding import decode_video
from curveball.report.images import frames_for_page

_ROWS_AT_A_TIME = 256


@dataclass(frozen=True)
class Sample:
    """One row of the dataset, with its frames."""

    sample_id: str
    class_name: str
    split: str
    description: str
    equation: str
    clip: np.ndarray
    """Its frames for the page, uint8: not all of a long video, and smaller than a large one."""
    trajectory_3d: np.ndarray
    """(T, 3), meters, world."""
    trajectory_2d: np.ndarray
    """(T, 2), px."""
    focal_length_px: float
    rotation: np.ndarray
    """(3, 3), from world to camera."""
    translation_m: np.ndarray
    """(3,)."""

    @property
    def in_camera(self) -> np.ndarray:
        """The curve in camera coordinates, (T, 3): right, down, forward, in meters."""
        return self.trajectory_3d @ self.rotation.T + self.translation_m


def first_samples(config: Config, dataset: Path, per_class: int) -> dict[str, list[Sample]]:
    """Return the first samples of each class that can be read: a random choice, since the rows are shuffled."""
    found: dict[str, list[Sample]] = {class_name: [] for class_name in config.classes}
    for split, rows in _batches(dataset):
        names = np.array(rows["class_name"].to_pylist(), dtype=object)
        for class_name, samples in found.items():
            for row in np.flatnonzero(names == class_name)[: per_class - len(samples)]:
                samples += _samples(config, split, rows.slice(row, 1))
        if all(len(samples) >= min(per_class, config.samples_per_class) for samples in found.values()):
            break
    return found


def samples_by_id(config: Config, dataset: Path, sample_ids: Collection[str]) -> dict[str, Sample]:
    """Return samples by their identifiers, those that can be read."""
    found: dict[str, Sample] = {}
    for file, path in find_data_files(dataset) if sample_ids else []:
        rows = _matching(path, sample_ids)
        for row in range(len(rows)):
            found |= {sample.sample_id: sample for sample in _samples(config, file.split, rows.slice(row, 1))}
        if len(found) >= len(sample_ids):
            break
    return found


def _matching(path: Path, sample_ids: Collection[str]) -> pa.Table:
    try:
        wanted = pq.read_table(path, columns=["sample_id"])["sample_id"].to_pylist()
        rows = [row for row, sample_id in enumerate(wanted) if sample_id in sample_ids]
        return pq.read_table(path).take(pa.array(rows, pa.int64())) if rows else pa.table({})
    except (OSError, pa.ArrowException):
        return pa.table({})


def _batches(dataset: Path) -> Iterator[tuple[str, pa.Table]]:
    for file, path in find_data_files(dataset):
        try:
            with pq.ParquetFile(path) as parquet:
                for batch in parquet.iter_batches(_ROWS_AT_A_TIME):
                    yield file.split, pa.Table.from_batches([batch])
        except (OSError, pa.ArrowException):
            continue


def _samples(config: Config, split: str, row: pa.Table) -> list[Sample]:
    """Return the one sample of a row, or none if the row can't be shown."""
    try:
        texts = {name: str(row[name][0].as_py()) for name in ("sample_id", "class_name", "description", "equation")}
        curve = {name: to_numpy(row[name])[0].astype(float) for name in ("trajectory_3d", "trajectory_2d")}
        if not all(np.isfinite(points).all() for points in curve.values()):
            return []
        return [
            Sample(
                split=split,
                clip=frames_for_page(decode_video(row["video"][0].as_py(), config.video_shape)),
                focal_length_px=float(row["focal_length_px"][0].as_py()),
                rotation=to_numpy(row["camera_rotation"])[0],
                translation_m=to_numpy(row["camera_translation_m"])[0],
                **texts,
                **curve,
            )
        ]
    except (KeyError, TypeError, ValueError, pa.ArrowException):
        return []
