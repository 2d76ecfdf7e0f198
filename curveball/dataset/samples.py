"""Samples as dictionaries of numpy arrays: decoded from rows of a table, or generated on the spot."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from curveball.config.errors import CurveballError
from curveball.config.model import Config
from curveball.generation.columns import to_numpy
from curveball.generation.encoding import decode_video, digest
from curveball.generation.schema import video_shape
from curveball.generation.shards import make_samples

Sample = dict[str, Any]
"""One sample by the names of its columns.

`video` is (T, H, W, C) uint8, `trajectory_3d` is (T, 3) float32 in meters, and so on; numbers and strings are those of
Python. The schema of a dataset tells the unit and meaning of each column. Parameters of other classes are absent.
"""


def generate(config: Config, class_name: str, indices: Iterable[int]) -> list[Sample]:
    """Generate samples of a class, equal to those in a dataset with this configuration.

    >>> config = curveball.load_config("config/config.yaml")
    >>> sample = curveball.generate(config, "helical", [3])[0]
    >>> sample["sample_id"], sample["video"].shape
    ('helical-0000003', (16, 64, 64, 3))

    Args:
        config: The configuration.
        class_name: One of `config.classes`.
        indices: Indices within the class, from 0, in any order. They may exceed `config.samples_per_class`.

    Returns:
        One sample per index, in the same order.

    Raises:
        CurveballError: The class is not in the configuration, an index is negative, or no camera view that the
            configuration allows shows the curve.
    """
    wanted = np.fromiter(indices, dtype=np.int64)
    if class_name not in config.classes:
        raise CurveballError(f"{class_name!r} is not a class of this configuration; it has {', '.join(config.classes)}")
    if (wanted < 0).any():
        raise CurveballError(f"Index {wanted.min()}: an index must be 0 or greater")
    batches = make_samples(config, class_name, wanted) if len(wanted) else ()
    return [sample for batch in batches for sample in decode_rows(pa.Table.from_batches([batch]))]


def decode_rows(rows: pa.Table, verify: bool = False) -> Iterator[Sample]:
    """Yield the samples in rows of a shard or of a dataset. A video is decoded when its sample is asked for.

    Args:
        rows: Rows with all columns of samples.
        verify: Whether to compare each video with its digest.

    Raises:
        ValueError: A video is not a zstd frame of the size that the schema tells, or differs from its digest.
    """
    shape = video_shape(rows.schema)
    columns = {name: _values(rows[name]) for name in rows.schema.names}
    for row in range(len(rows)):
        sample = {name: values[row] for name, values in columns.items() if values[row] is not None}
        sample["video"] = decode_video(sample["video"], shape)
        if verify and (found := digest(sample["video"])) != sample["digest"]:
            raise ValueError(f"{sample['sample_id']} has a video with the digest {found}, not {sample['digest']:.40}")
        yield sample


def _values(column: "pa.ChunkedArray[Any]") -> Sequence[Any]:
    """Return the values of a column, those of lists as rows of an array that may be changed."""
    if pa.types.is_fixed_size_list(column.type):
        return list(to_numpy(column).copy())
    return column.to_pylist()
