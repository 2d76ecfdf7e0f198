"""What the whole dataset covers: places in the picture, and distributions, from its columns of numbers."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from curveball.config.model import Config
from curveball.dataset.layout import find_data_files
from curveball.dataset.splits import SPLITS
from curveball.generation.columns import to_numpy
from curveball.generation.schema import parameter_column
from curveball.report.catalog import parameters, quantities

_ROWS_AT_A_TIME = 2048
_ROWS_PER_SPLIT = 100_000
"""So that time and memory don't grow with the dataset: the rows are shuffled, so the first ones are a random choice."""
_LONGER_SIDE_BINS = 64
_GEOMETRY = ("trajectory_3d", "trajectory_2d", "radius_px", "camera_rotation", "camera_translation_m")


@dataclass(frozen=True)
class Coverage:
    """Where the balls are, and how the numbers of a sample are distributed."""

    positions: dict[str, np.ndarray]
    """For each class how often the ball's center is in each cell of the picture, over all frames: (rows, columns)."""
    values: dict[str, np.ndarray]
    """A number a row, float32: a column of parameters by its name, NaN where it belongs to another class, or one of
    `quantities` as its mean over the clip."""
    class_names: np.ndarray
    splits: np.ndarray
    """Number of the split of each row."""
    total: int
    """Rows in the files, of which only some may have been read."""
    unreadable: list[str]
    """Names of files that could not be read to the end."""

    def of(self, name: str, chosen: np.ndarray) -> np.ndarray:
        """Return the finite values of some rows."""
        values = self.values[name][chosen]
        return values[np.isfinite(values)]


def measure_coverage(config: Config, dataset: Path) -> Coverage:
    """Read the columns of numbers, in batches, and keep a few numbers a row."""
    columns = [parameter_column(class_name, name) for class_name, name, _ in parameters(config)]
    shape = picture_bins(config)
    positions = {class_name: np.zeros(shape, dtype=np.int64) for class_name in config.classes}
    parts: dict[str, list[np.ndarray]] = {name: [] for name in [*columns, *quantities(config), "class", "split"]}
    total, unreadable = 0, []
    for file, path in find_data_files(dataset):
        read = sum(len(part) for part in parts["split"] if len(part) and part[0] == SPLITS.index(file.split))
        try:
            total += pq.read_metadata(path).num_rows
            for rows in _batches(path, ["class_name", *_GEOMETRY, *columns]) if read < _ROWS_PER_SPLIT else ():
                _see(config, rows, columns, positions, parts)
                parts["split"].append(np.full(len(rows), SPLITS.index(file.split), dtype=np.int8))
        except (OSError, KeyError, ValueError, pa.ArrowException):
            unreadable.append(path.name)
    joined = {name: np.concatenate([np.empty(0, np.float32), *part]) for name, part in parts.items()}
    class_names, splits = joined.pop("class"), joined.pop("split")
    return Coverage(positions, joined, class_names, splits, total, unreadable)


def picture_bins(config: Config) -> tuple[int, int]:
    """Return in how many rows and columns of cells positions are counted: single pixels where these are few."""
    part = min(1.0, _LONGER_SIDE_BINS / max(config.height, config.width))
    return max(1, round(config.height * part)), max(1, round(config.width * part))


def _batches(path: Path, columns: list[str]) -> Iterator[pa.Table]:
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(_ROWS_AT_A_TIME, columns=columns):
            yield pa.Table.from_batches([batch])


def _see(config: Config, rows: pa.Table, columns: list[str], positions: dict, parts: dict[str, list]) -> None:
    # Everything is computed before anything is kept, so that a batch that fails leaves no half of itself.
    class_names = np.array(rows["class_name"].to_pylist(), dtype=object)
    numbers = {name: _as_float32(rows[name]) for name in columns} | _quantities(config, rows)
    cells = _cells(config, to_numpy(rows["trajectory_2d"]))
    bins = picture_bins(config)
    for class_name, counts in positions.items():
        own = cells[class_names == class_name].reshape(-1)
        counts += np.bincount(own[own >= 0], minlength=counts.size).reshape(bins)
    for name, values in numbers.items():
        parts[name].append(values)
    parts["class"].append(class_names)


def _as_float32(column: pa.ChunkedArray) -> np.ndarray:
    return column.combine_chunks().to_numpy(zero_copy_only=False).astype(np.float32)


def _quantities(config: Config, rows: pa.Table) -> dict[str, np.ndarray]:
    track, curve = to_numpy(rows["trajectory_2d"]), to_numpy(rows["trajectory_3d"])
    forward, shift = to_numpy(rows["camera_rotation"])[:, 2], to_numpy(rows["camera_translation_m"])[:, 2]
    found = {
        "radius": to_numpy(rows["radius_px"]).mean(axis=1),
        "depth": np.einsum("ntd,nd->nt", curve, forward).mean(axis=1) + shift,
    }
    if config.frames > 1:
        found["speed"] = np.sqrt((np.diff(track, axis=1) ** 2).sum(axis=2)).mean(axis=1)
    return {name: values.astype(np.float32) for name, values in found.items()}


def _cells(config: Config, track: np.ndarray) -> np.ndarray:
    """Return the number of the cell of each position (N, T, 2), -1 outside of the picture (and for a NaN)."""
    rows, columns = picture_bins(config)
    place = (track + 0.5) / (config.width, config.height) * (columns, rows)
    inside = ((place >= 0) & (place < (columns, rows))).all(axis=2)
    column, row = np.where(inside[..., None], place, 0).astype(np.int64).transpose(2, 0, 1)
    return np.where(inside, row * columns + column, -1)
