"""Shards: consecutive samples of one class in a Parquet file."""

from __future__ import annotations  # pyarrow's types accept parameters in the stubs only

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from curveball.config.model import Config
from curveball.generation.atomic import replacing
from curveball.generation.columns import fixed_size_lists
from curveball.generation.encoding import combine_fingerprints, encode_video, fingerprint
from curveball.generation.framing import direction_names
from curveball.generation.memory import rows_per_group
from curveball.generation.rendering import Renderer, videos_per_batch
from curveball.generation.sampling import Samples, draw_samples
from curveball.generation.schema import parameter_column, sample_id, table_schema
from curveball.generation.texts import text_columns

_GROUPS_PER_BATCH = 4


def write_shard(
    config: Config,
    class_name: str,
    first: int,
    count: int,
    path: Path | str,
    progress: Callable[[int], None],
    identity: str = "",
) -> None:
    """Write consecutive samples of one class to a Parquet file, atomically.

    The metadata of the file contains the fingerprint of its rows and the identity of the shard.

    Args:
        config: The configuration.
        class_name: One of `config.classes`.
        first: Index of the first sample.
        count: Number of samples.
        path: The file to write.
        progress: Called after each batch with the number of samples written.
        identity: Digest of all that the shard depends on, for whoever reads it.

    Raises:
        FramingError: A sample has no usable view.
    """
    with replacing(path) as temporary, table_writer(temporary, table_schema(config, [class_name])) as writer:
        done, fingerprints = 0, []
        group_rows = rows_per_group(config.video_shape)
        for batch in make_samples(config, class_name, np.arange(first, first + count), is_complete=False):
            writer.write_batch(batch, row_group_size=group_rows)
            fingerprints.append(fingerprint(batch))
            done += len(batch)
            progress(done)
        writer.add_key_value_metadata(
            {"fingerprint": f"{combine_fingerprints(fingerprints):032x}", "identity": identity}
        )


def table_writer(path: Path | str, schema: pa.Schema) -> pq.ParquetWriter:
    """Open a Parquet file for writing with the options shared by all shards and files of the dataset.

    Videos are not compressed again, and every page has a checksum.

    Args:
        path: The file to write.
        schema: The schema of its rows.
    """
    return pq.ParquetWriter(
        path,
        schema,
        compression={"equation": "zstd", "description": "zstd", "questions": "zstd"},
        use_dictionary=["class_name"],  # type: ignore[arg-type]  # the stubs omit the names of columns
        write_page_checksum=True,
        write_statistics=["sample_id", "label", "class_name", "index"],
    )


def make_samples(
    config: Config,
    class_name: str,
    indices: NDArray[np.int64],
    batch_size: int | None = None,
    max_videos: int | None = None,
    *,
    is_complete: bool = True,
) -> Iterator[pa.RecordBatch]:
    """Generate samples of one class as rows of the table.

    The sizes of the batches affect only speed and memory, never the rows. The defaults bound the memory by bytes.

    Args:
        config: The configuration.
        class_name: One of `config.classes`.
        indices: Shape (N,), nonnegative, in any order.
        batch_size: Number of samples drawn at a time.
        max_videos: Number of videos rendered at a time.
        is_complete: Whether to ask for the curve. In a shard that question is an empty string, because its options are
            other classes, on which a shard must not depend. `curveball.dataset.merging` completes it.

    Yields:
        Batches of `batch_size` rows (fewer in the last) in the order of the indices.

    Raises:
        FramingError: A sample has no usable view.
    """
    batch_size = batch_size or _GROUPS_PER_BATCH * rows_per_group(config.video_shape)
    renderer = Renderer(config, min(max_videos or videos_per_batch(config), len(indices)))
    schema = table_schema(config, [class_name])
    for start in range(0, len(indices), batch_size):
        samples = draw_samples(config, class_name, indices[start : start + batch_size])
        columns = columns_without_pixels(config, samples, is_complete=is_complete) | pixel_columns(renderer, samples)
        yield pa.record_batch([columns[name] for name in schema.names], schema=schema)


def columns_without_pixels(
    config: Config, samples: Samples, texts: bool = True, is_complete: bool = True
) -> dict[str, pa.Array[Any]]:
    """Return the columns of the table that need no rendered video: all but `video` and `digest`.

    Args:
        config: The configuration.
        samples: N samples of one class.
        texts: Whether to include `equation`, `description` and `questions`, which take half the time of drawing.
        is_complete: As for `make_samples`.

    Returns:
        Columns of N rows by name. The sample becomes the first axis.
    """
    count, name = len(samples.index), samples.class_name
    principal_points = np.repeat(np.array(samples.camera.principal_point_px)[:, None], count, axis=1)
    columns: dict[str, pa.Array[Any]] = {
        "sample_id": pa.array([sample_id(name, index) for index in samples.index.tolist()]),
        "label": pa.array(np.full(count, config.labels[name], dtype=np.int64)),
        "class_name": pa.array([name] * count),
        "index": pa.array(samples.index),
        "trajectory_3d": fixed_size_lists(samples.trajectory_3d),
        "trajectory_2d": fixed_size_lists(samples.trajectory_2d),
        "radius_px": fixed_size_lists(samples.radius_px),
        "focal_length_px": pa.array(samples.camera.focal_length_px),
        "principal_point_px": fixed_size_lists(principal_points),
        "camera_rotation": fixed_size_lists(samples.camera.rotation.swapaxes(0, 1)),
        "camera_translation_m": fixed_size_lists(samples.camera.translation_m),
        "jitter_std": pa.array(samples.jitter_std),
        "direction": pa.array(direction_names(samples.heading, samples.turns)),
        "pace": pa.array(samples.paces.names()),
        "pace_bend": pa.array(samples.paces.bend),
        "is_reversed": pa.array(samples.paces.is_reversed.astype(np.int64)),
        "curve_rotation": fixed_size_lists(samples.axes.swapaxes(0, 1)),
    }
    if texts:
        columns |= text_columns(config, samples, is_complete)
    parameters = {parameter_column(name, key): pa.array(values) for key, values in samples.parameters.items()}
    return columns | parameters


def pixel_columns(renderer: Renderer, samples: Samples) -> dict[str, pa.Array[Any]]:
    """Render the samples, and return their encoded videos and the digests of these."""
    encoded: list[tuple[bytes, str]] = []
    batches = similar_in_size(samples.radius_px, renderer.max_videos)
    for batch in batches:
        encoded += map(encode_video, renderer.draw(samples.trajectory_2d[..., batch], samples.radius_px[..., batch]))
    videos, digests = zip(*(encoded[place] for place in np.concatenate(batches).argsort()), strict=True)
    return {"video": pa.array(videos, pa.binary()), "digest": pa.array(digests)}


def similar_in_size(radius_px: NDArray[np.float32], max_videos: int) -> list[NDArray[np.int64]]:
    """Divide videos into batches in which balls are of about the same size, since all are drawn in windows of one size.

    Args:
        radius_px: Shape (T, N).
        max_videos: Maximum number of videos in a batch.

    Returns:
        The positions of the videos of each batch.
    """
    by_size = radius_px.max(axis=0).argsort(kind="stable")
    return [by_size[start : start + max_videos] for start in range(0, len(by_size), max_videos)]
