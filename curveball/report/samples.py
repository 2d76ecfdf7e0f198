"""The samples whose frames the report shows."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from curveball.config.model import Config
from curveball.dataset.layout import find_data_files
from curveball.generation.columns import to_numpy
from curveball.generation.encoding import decode_video
from curveball.generation.memory import rows_per_group
from curveball.report.images import frames_for_page

_MAX_BATCH_ROWS = 256
_TEXTS = ("sample_id", "class_name", "direction", "pace", "description", "equation")


@dataclass(frozen=True, kw_only=True)
class Sample:
    """One row of the dataset with its frames."""

    sample_id: str
    class_name: str
    split: str
    direction: str
    pace: str
    description: str
    equation: str
    clip: NDArray[np.uint8]
    """(T', H', W', C) frames for the page: T' of the T frames of a long video, scaled."""
    trajectory_3d: NDArray[np.float64]
    """(T, 3), world coordinates in m."""
    trajectory_2d: NDArray[np.float64]
    """(T, 2), column and row in px."""
    focal_length_px: float
    rotation: NDArray[np.float64]
    """(3, 3), from world to camera."""
    translation_m: NDArray[np.float64]
    """(3,), from world to camera."""
    row: pa.Table
    """The row with all of its columns."""

    @property
    def in_camera(self) -> NDArray[np.float64]:
        """The curve in camera coordinates, (T, 3): right, down, forward, in m."""
        return np.asarray(self.trajectory_3d @ self.rotation.T + self.translation_m)


def first_samples(config: Config, dataset: Path, per_class: int) -> dict[str, list[Sample]]:
    """Return the first readable samples of each class. The rows are shuffled, so these are a random sample."""
    found: dict[str, list[Sample]] = {class_name: [] for class_name in config.classes}
    for split, rows in _batches(config, dataset):
        names = np.array(rows["class_name"].to_pylist(), dtype=object)
        for class_name, samples in found.items():
            for row in np.flatnonzero(names == class_name)[: per_class - len(samples)]:
                samples += _samples(config, split, rows.slice(row, 1))
        if all(len(found[name]) >= min(per_class, count) for name, count in config.class_counts.items()):
            break
    return found


def samples_by_id(
    config: Config, dataset: Path, sample_ids: Collection[str], split: str | None = None
) -> dict[str, Sample]:
    """Return samples by their identifiers, without those that are not readable; with `split`, those of this split."""
    found: dict[str, Sample] = {}
    files = [(file, path) for file, path in find_data_files(dataset) if sample_ids and split in (None, file.split)]
    for file, path in files:
        for row in _matching_rows(path, sample_ids):
            found |= {sample.sample_id: sample for sample in _samples(config, file.split, row)}
        if len(found) >= len(sample_ids):
            break
    return found


def _matching_rows(path: Path, sample_ids: Collection[str]) -> Iterator[pa.Table]:
    """Yield tables of one row; only the row groups with such a row are read as a whole."""
    try:
        with pq.ParquetFile(path) as parquet:
            for group in range(parquet.num_row_groups):
                present = parquet.read_row_group(group, ["sample_id"])["sample_id"].to_pylist()
                if rows := [row for row, sample_id in enumerate(present) if sample_id in sample_ids]:
                    table = parquet.read_row_group(group)
                    yield from (table.slice(row, 1) for row in rows)
    except (OSError, pa.ArrowException):
        return


def _batches(config: Config, dataset: Path) -> Iterator[tuple[str, pa.Table]]:
    batch_rows = min(_MAX_BATCH_ROWS, rows_per_group(config.video_shape))
    for file, path in find_data_files(dataset):
        try:
            with pq.ParquetFile(path) as parquet:
                for batch in parquet.iter_batches(batch_rows):
                    yield file.split, pa.Table.from_batches([batch])
        except (OSError, pa.ArrowException):
            continue


def _samples(config: Config, split: str, row: pa.Table) -> list[Sample]:
    """Return the sample in a table of one row, or nothing if it is damaged."""
    try:
        texts = {name: str(row[name][0].as_py()) for name in _TEXTS}
        curve = {name: to_numpy(row[name])[0].astype(float) for name in ("trajectory_3d", "trajectory_2d")}
        if not all(np.isfinite(points).all() for points in curve.values()):
            return []
        return [
            Sample(
                sample_id=texts["sample_id"],
                class_name=texts["class_name"],
                split=split,
                direction=texts["direction"],
                pace=texts["pace"],
                description=texts["description"],
                equation=texts["equation"],
                clip=frames_for_page(decode_video(row["video"][0].as_py(), config.video_shape)),
                trajectory_3d=curve["trajectory_3d"],
                trajectory_2d=curve["trajectory_2d"],
                focal_length_px=float(row["focal_length_px"][0].as_py()),
                rotation=to_numpy(row["camera_rotation"])[0],
                translation_m=to_numpy(row["camera_translation_m"])[0],
                row=row,
            )
        ]
    except (KeyError, TypeError, ValueError, pa.ArrowException):
        return []
