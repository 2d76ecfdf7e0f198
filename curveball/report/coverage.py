"""Coverage: which positions and which values occur in the dataset, measured on its numeric columns."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from curveball.config.model import Config
from curveball.dataset.layout import find_data_files
from curveball.dataset.splits import split_names
from curveball.generation.columns import to_numpy
from curveball.generation.memory import rows_per_group
from curveball.generation.schema import parameter_owners
from curveball.report.catalog import quantities

_GROUPS_PER_BATCH = 4
_MAX_ROWS_PER_SPLIT = 25_000
"""Keeps time and memory constant for large datasets. The rows are shuffled, so the first ones are a random sample."""
_MAX_BINS_PER_SIDE = 64
_GEOMETRY = ("trajectory_3d", "trajectory_2d", "radius_px", "camera_rotation", "camera_translation_m")


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """Positions of the balls, and the distributions of parameters and quantities."""

    positions: dict[str, NDArray[np.int64]]
    """By class, the number of frames in which the ball's center is in each bin of the image: (rows, columns)."""
    numbers: pd.DataFrame
    """One row per sample. Columns: `class_name` and `split` (categories); the parameters, NaN for other classes; the
    `quantities` of the catalog (all float32)."""
    total: int
    """Number of rows in the files, of which only some may have been read."""
    unreadable: list[str]
    """Names of files that could not be read completely."""

    def groups(self, column: str, by: Literal["split", "class_name"]) -> dict[str, NDArray[np.float32]]:
        """Return the finite values of a column for each split or each class."""
        values = self.numbers[column]
        finite = values[np.isfinite(values)]
        return {str(name): group.to_numpy() for name, group in finite.groupby(self.numbers[by], observed=False)}


def measure_coverage(config: Config, dataset: Path) -> Coverage:
    """Read the numeric columns in batches, and keep a few numbers per row."""
    positions = {class_name: np.zeros(image_bins(config), dtype=np.int64) for class_name in config.classes}
    columns = [*parameter_owners(config), *quantities(config)]
    names = split_names(config)
    numbers = [_table(config, np.empty(0, np.int8), names[0], {column: np.empty(0, np.float32) for column in columns})]
    rows_read = dict.fromkeys(names, 0)
    total, unreadable = 0, []
    for file, path in find_data_files(dataset):
        try:
            total += pq.read_metadata(path).num_rows
            for rows in _batches(config, path) if rows_read[file.split] < _MAX_ROWS_PER_SPLIT else ():
                numbers.append(_numbers(config, rows, file.split))
                _count_positions(config, rows, positions)
                rows_read[file.split] += len(rows)
        except (OSError, KeyError, ValueError, pa.ArrowException):
            unreadable.append(path.name)
    joined = pd.concat(numbers, ignore_index=True)
    return Coverage(positions=positions, numbers=joined, total=total, unreadable=unreadable)


def image_bins(config: Config) -> tuple[int, int]:
    """Return the number of rows and columns of bins that positions are counted in: single pixels in small images."""
    scale = min(1.0, _MAX_BINS_PER_SIDE / max(config.height, config.width))
    return max(1, round(config.height * scale)), max(1, round(config.width * scale))


def _batches(config: Config, path: Path) -> Iterator[pa.Table]:
    columns = ["class_name", *_GEOMETRY, *parameter_owners(config)]
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(_GROUPS_PER_BATCH * rows_per_group(config.video_shape), columns=columns):
            yield pa.Table.from_batches([batch])


def _numbers(config: Config, rows: pa.Table, split: str) -> pd.DataFrame:
    parameters = {column: to_numpy(rows[column]).astype(np.float32) for column in parameter_owners(config)}
    return _table(config, _labels(config, rows), split, parameters | _quantities(config, rows))


def _table(
    config: Config, labels: NDArray[np.int8], split: str, numbers: Mapping[str, NDArray[np.float32]]
) -> pd.DataFrame:
    names = split_names(config)
    splits = np.full(len(labels), names.index(split), dtype=np.int8)
    categories = {
        "class_name": pd.Categorical.from_codes(labels, pd.Index(list(config.classes))),
        "split": pd.Categorical.from_codes(splits, pd.Index(names)),
    }
    return pd.DataFrame(categories | dict(numbers), copy=False)


def _labels(config: Config, rows: pa.Table) -> NDArray[np.int8]:
    """Return the number of the class of each row, -1 for a name that is not in the configuration."""
    labels = pc.index_in(rows["class_name"], pa.array(list(config.classes)))
    return to_numpy(labels.fill_null(-1)).astype(np.int8)


def _quantities(config: Config, rows: pa.Table) -> dict[str, NDArray[np.float32]]:
    track, curve = to_numpy(rows["trajectory_2d"]), to_numpy(rows["trajectory_3d"])
    forward, shift_m = to_numpy(rows["camera_rotation"])[:, 2], to_numpy(rows["camera_translation_m"])[:, 2]
    means = {
        "radius": to_numpy(rows["radius_px"]).mean(axis=1),
        "depth": np.einsum("ntd,nd->nt", curve, forward).mean(axis=1) + shift_m,
    }
    if config.frames > 1:
        means["speed"] = np.sqrt((np.diff(track, axis=1) ** 2).sum(axis=2)).mean(axis=1)
    return {name: values.astype(np.float32) for name, values in means.items()}


def _count_positions(config: Config, rows: pa.Table, positions: Mapping[str, NDArray[np.int64]]) -> None:
    """Add the positions in some rows to those of each class."""
    labels = _labels(config, rows)
    bins = _bins(config, to_numpy(rows["trajectory_2d"]))
    for label, counts in enumerate(positions.values()):
        own = bins[labels == label].reshape(-1)
        counts += np.bincount(own[own >= 0], minlength=counts.size).reshape(counts.shape)


def _bins(config: Config, track: NDArray[np.float32]) -> NDArray[np.int64]:
    """Return the index of the bin of each position (N, T, 2): (N, T), -1 outside of the image and for NaN."""
    rows, columns = image_bins(config)
    place = (track + 0.5) / (config.width, config.height) * (columns, rows)
    inside: NDArray[np.bool_] = np.all((place >= 0) & (place < (columns, rows)), axis=2)
    column, row = np.where(inside[..., None], place, 0).astype(np.int64).transpose(2, 0, 1)
    return np.where(inside, row * columns + column, -1)
