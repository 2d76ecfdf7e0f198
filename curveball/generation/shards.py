"""Shards: the samples of one class from one index to another, as a Parquet file."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from curveball.config.model import Config
from curveball.generation.atomic import replacing
from curveball.generation.camera import Points, dot
from curveball.generation.columns import lists
from curveball.generation.encoding import combine_fingerprints, encode_video, fingerprint
from curveball.generation.rendering import BATCH, Renderer
from curveball.generation.sampling import Samples, draw_samples
from curveball.generation.schema import parameter_column, sample_id, table_schema
from curveball.motions._motion import View

DRAWN_AT_A_TIME = 2048
ROWS_PER_GROUP = 512


def write_shard(
    config: Config, class_name: str, first: int, count: int, path: Path | str, progress: Callable[[int], None]
) -> None:
    """Write the samples [first, first + count) of a class to a Parquet file, which appears complete or not at all.

    Args:
        config: The configuration.
        class_name: One of `config.classes`.
        first: Index of the first sample.
        count: Number of samples.
        path: The file.
        progress: Called with the number of samples done, after each batch.
    """
    with replacing(path) as temporary, table_writer(temporary, table_schema(config, [class_name])) as writer:
        done, fingerprints = 0, []
        for batch in make_samples(config, class_name, np.arange(first, first + count)):
            writer.write_batch(batch, row_group_size=ROWS_PER_GROUP)
            fingerprints.append(fingerprint(batch))
            done += len(batch)
            progress(done)
        writer.add_key_value_metadata({"fingerprint": f"{combine_fingerprints(fingerprints):032x}"})


def table_writer(path: Path | str, schema: pa.Schema) -> pq.ParquetWriter:
    """Open a Parquet file for writing the way all of ours are: videos as they are, checksums on every page."""
    return pq.ParquetWriter(
        path,
        schema,
        compression={"equation": "zstd", "description": "zstd"},
        use_dictionary=["class_name"],
        write_page_checksum=True,
        write_statistics=["sample_id", "label", "class_name", "index"],
    )


def make_samples(
    config: Config,
    class_name: str,
    indices: np.ndarray,
    drawn_at_a_time: int = DRAWN_AT_A_TIME,
    rendered_at_a_time: int = BATCH,
) -> Iterator[pa.RecordBatch]:
    """Make the samples of one class at any indices (N,), as rows of the table, in batches.

    How many are drawn and rendered at a time changes the time it takes, never a bit of the rows.
    """
    renderer = Renderer(config, min(rendered_at_a_time, len(indices)))
    schema = table_schema(config, [class_name])
    for start in range(0, len(indices), drawn_at_a_time):
        samples = draw_samples(config, class_name, indices[start : start + drawn_at_a_time])
        columns = _columns(config, samples, _encode(renderer, samples, rendered_at_a_time))
        yield pa.record_batch([columns[name] for name in schema.names], schema=schema)


def _encode(renderer: Renderer, samples: Samples, batch: int) -> list[tuple[bytes, str]]:
    encoded = []
    for start in range(0, len(samples.index), batch):
        part = slice(start, start + batch)
        frames = renderer.draw(samples.trajectory_2d[..., part], samples.radius_px[..., part])
        encoded += map(encode_video, frames)
    return encoded


def _columns(config: Config, samples: Samples, encoded: list[tuple[bytes, str]]) -> dict[str, pa.Array]:
    """Return the columns of the table by name; here the sample becomes the first axis."""
    count, name = len(samples.index), samples.class_name
    videos, digests = zip(*encoded, strict=True)
    equations, descriptions = _texts(config, samples)
    columns = {
        "sample_id": pa.array([sample_id(name, index) for index in samples.index.tolist()]),
        "label": pa.array(np.full(count, config.labels[name], dtype=np.int64)),
        "class_name": pa.array([name] * count),
        "index": pa.array(samples.index),
        "video": pa.array(videos, pa.binary()),
        "trajectory_3d": lists(samples.trajectory_3d),
        "trajectory_2d": lists(samples.trajectory_2d),
        "radius_px": lists(samples.radius_px),
        "focal_length_px": pa.array(samples.camera.focal_length_px),
        "principal_point_px": lists(np.repeat(np.array(samples.camera.principal_point_px)[:, None], count, axis=1)),
        "camera_rotation": lists(samples.camera.rotation.swapaxes(0, 1)),
        "camera_translation_m": lists(samples.camera.translation_m),
        "jitter_std": pa.array(samples.jitter_std),
        "equation": pa.array(equations),
        "description": pa.array(descriptions),
        "digest": pa.array(digests),
    }
    parameters = {parameter_column(name, key): pa.array(values) for key, values in samples.parameters.items()}
    return columns | parameters


def _texts(config: Config, samples: Samples) -> tuple[list[str], list[str]]:
    """Return the equation and the sentence of each sample."""
    motion = config.classes[samples.class_name]
    rows = zip(*(values.tolist() for values in samples.parameters.values()), strict=True)
    parameters = [dict(zip(samples.parameters, row, strict=True)) for row in rows]
    world_axes = samples.axes.transpose(2, 1, 0).tolist()
    equations = [motion.equation(*arguments) for arguments in zip(parameters, world_axes, strict=True)]
    descriptions = [motion.describe(*arguments) for arguments in zip(parameters, _views(samples), strict=True)]
    return equations, descriptions


def _views(samples: Samples) -> Iterator[View]:
    origin = samples.camera.translation_m  # of the world, which is the curve's own, in camera coordinates
    origin_px, _ = samples.camera.project(np.zeros((3, 1, len(samples.index))))
    return map(
        View,
        samples.trajectory_2d[:, 0].T.tolist(),
        samples.trajectory_2d[:, -1].T.tolist(),
        origin_px[:, 0].T.tolist(),
        (samples.depth_m[-1] / samples.depth_m[0]).tolist(),
        _seen_axes(samples.local_to_camera, origin).transpose(2, 1, 0).tolist(),
    )


def _seen_axes(local_to_camera: np.ndarray, origin: Points) -> np.ndarray:
    """Return how local axes (3, 3, N) look at a point (3, N): right, down, and the cosine with the line of sight."""
    tangent = origin[:2] / origin[2]
    in_picture = local_to_camera[:2] - tangent[:, None] * local_to_camera[2]
    along_sight = dot(local_to_camera, origin[:, None]) / np.sqrt(dot(origin, origin))
    return np.concatenate([in_picture, along_sight[None]])
