"""The schema of the table: every column of a shard and of the dataset, with its meaning and unit."""

from __future__ import annotations  # pyarrow's types accept parameters in the stubs only

import json
import math
from collections.abc import Iterable
from typing import Any

import pyarrow as pa

from curveball.config.model import MAX_VIDEO_BYTES, Config
from curveball.generation.identity import dataset_identity
from curveball.generation.names import parse_sample_id as parse_sample_id
from curveball.generation.names import sample_id as sample_id
from curveball.motions import Motion
from curveball.structures import to_json

TWIN_COLUMNS = ("twin_of", "twin_kind")
"""Columns of datasets that have twins."""

_TEXTS = 4  # equation, description, questions and digest follow the parameters
_HUGGING_FACE_NAMES: dict[pa.DataType, str] = {pa.float32(): "float32", pa.float64(): "float64"}


def table_schema(config: Config, class_names: Iterable[str]) -> pa.Schema:
    """Return the schema of a table that contains samples of some classes.

    A shard has only the parameter columns of its own class, so that a change to another class leaves it up to date.
    The dataset has those of all classes, which are null in the rows of other classes.

    Args:
        config: The configuration.
        class_names: Classes whose parameter columns are included, in this order.

    Returns:
        The schema. The metadata of each column has `meaning` and `unit`; that of `video` also has `shape`, `dtype`,
        `layout` and `codec`.
    """
    common = list(common_schema(config.video_shape))
    parameters = [
        column for class_name in class_names for column in _parameter_columns(class_name, config.classes[class_name])
    ]
    return pa.schema([*common[:-_TEXTS], *parameters, *common[-_TEXTS:]])


def common_schema(video_shape: tuple[int, int, int, int]) -> pa.Schema:
    """Return the schema of the columns that every sample has, whatever its class.

    Args:
        video_shape: (T, H, W, C).
    """
    frames = video_shape[0]
    pixels = "px, the center of the upper left pixel is (0, 0)"
    return pa.schema(
        [
            _column("sample_id", pa.string(), "class and index: helical-0001234"),
            _column("label", pa.int64(), "number of the class"),
            _column("class_name", pa.string(), "name of the class"),
            _column("index", pa.int64(), "number of the sample within its class"),
            _column(
                "video",
                pa.binary(),
                "one zstd frame of the raw bytes, frame after frame, row after row",
                shape=json.dumps(video_shape),
                dtype="uint8",
                layout="T,H,W,C",
                codec="zstd",
            ),
            _column(
                "trajectory_3d", _matrix(frames, 3, pa.float32()), "center of the ball in the world, T x (x, y, z)", "m"
            ),
            _column("trajectory_2d", _matrix(frames, 2, pa.float32()), "its projection, T x (column, row)", pixels),
            _column("radius_px", _vector(frames, pa.float32()), "radius of the ball including its outline, T", "px"),
            _column("focal_length_px", pa.float64(), "focal length of the pinhole camera", "px"),
            _column("principal_point_px", _vector(2, pa.float64()), "principal point (column, row)", pixels),
            _column("camera_rotation", _matrix(3, 3, pa.float64()), "R in (x, y, z) = R X + t, from world to camera"),
            _column("camera_translation_m", _vector(3, pa.float64()), "t in (x, y, z) = R X + t", "m"),
            _column(
                "jitter_std", pa.float64(), "noise on each coordinate as a fraction of the extent of the curve in 3-D"
            ),
            _column(
                "direction",
                pa.string(),
                "which way the ball goes, as seen: left to right, right to left, clockwise or counterclockwise",
            ),
            _column("pace", pa.string(), "how the rate ds/dt of its progress changes: even, speeding up, slowing down"),
            _column(
                "pace_bend", pa.float64(), "a in the progress s = t + a t (1 - t) along the curve, 0 at an even pace"
            ),
            _column("is_reversed", pa.int64(), "1 if the ball goes backwards: s = 1 - t + a t (1 - t)"),
            _column("curve_rotation", _matrix(3, 3, pa.float64()), "from the local frame of the curve to the world"),
            _column(
                "equation", pa.string(), "the curve in world coordinates, in m, with t from 0 (first frame) to 1 (last)"
            ),
            _column("description", pa.string(), "one sentence that describes the video"),
            _column("questions", pa.string(), "questions about the video, with options and the answer, as a JSON list"),
            _column("digest", pa.string(), "xxh3_128 of the raw bytes of the video, in hexadecimal"),
        ]
    )


def dataset_schema(config: Config) -> pa.Schema:
    """Return the schema of the dataset.

    Its metadata holds the features as Hugging Face's `datasets` expects them, and the identity of the dataset.
    """
    schema = table_schema(config, config.classes)
    if config.splits.twins:
        schema = pa.schema([*schema, *twin_fields()])
    features = {field.name: _hugging_face_feature(field.type) for field in schema}
    features["label"] = {"names": list(config.classes), "_type": "ClassLabel"}
    return schema.with_metadata(
        {
            "huggingface": json.dumps({"info": {"features": features}}),
            "identity": dataset_identity(to_json(config)),
        }
    )


def twin_fields() -> list[pa.Field[Any]]:
    """Return the columns of datasets that have twins. They are empty texts, not nulls, in the rows of other samples."""
    meanings = (
        "the sample in test whose twin it is; empty if it is none",
        "what differs: order or curve; empty if none",
    )
    return [_column(name, pa.string(), meaning) for name, meaning in zip(TWIN_COLUMNS, meanings, strict=True)]


def absent(field: pa.Field[Any], count: int) -> pa.Array[Any]:
    """Return the values of a column in rows that do not have it: empty texts, and nulls for parameters."""
    values: pa.Array[Any] = (
        pa.array([""] * count, field.type) if field.name in TWIN_COLUMNS else pa.nulls(count, field.type)
    )
    return values


def parameter_column(class_name: str, parameter: str) -> str:
    """Return the name of the column that contains a parameter of a class: linear_length_m."""
    return f"{class_name}_{parameter}"


def parameter_owners(config: Config) -> dict[str, str]:
    """Return the class of each parameter column, by the name of the column."""
    return {
        parameter_column(class_name, parameter): class_name
        for class_name, motion in config.classes.items()
        for parameter in motion.parameter_meanings()
    }


def video_shape(schema: pa.Schema) -> tuple[int, int, int, int]:
    """Return the shape (T, H, W, C) of the videos in a table.

    Args:
        schema: The schema of a shard or of a file of the dataset.

    Raises:
        ValueError: The column `video` has no metadata, or it does not tell four positive numbers.
    """
    metadata = schema.field("video").metadata or {}
    if b"shape" not in metadata:
        raise ValueError("the column video has no metadata with the shape of its videos")
    shape = json.loads(metadata[b"shape"])
    if not (isinstance(shape, list) and len(shape) == 4 and all(type(size) is int and size > 0 for size in shape)):
        raise ValueError(f"the shape of its videos is {shape!r:.80}, not four positive numbers")
    if math.prod(shape) > MAX_VIDEO_BYTES:
        raise ValueError(f"the shape of its videos is {shape}, which is more than {MAX_VIDEO_BYTES:,} bytes")
    frames, height, width, channels = shape
    return frames, height, width, channels


def _parameter_columns(class_name: str, motion: Motion) -> list[pa.Field[Any]]:
    return [
        _column(parameter_column(class_name, name), pa.float64(), f"{class_name}: {meaning}")
        for name, meaning in motion.parameter_meanings().items()
    ]


def _column(name: str, kind: pa.DataType, meaning: str, unit: str = "", **metadata: str) -> pa.Field[Any]:
    return pa.field(name, kind, metadata={"meaning": meaning, "unit": unit, **metadata})


def _matrix(rows: int, columns: int, kind: pa.DataType) -> pa.DataType:
    return _vector(rows, _vector(columns, kind))


def _vector(size: int, kind: pa.DataType) -> pa.DataType:
    # Parquet names the values of a list "element". With any other name, the schema read from a file would differ.
    return pa.list_(pa.field("element", kind), size)


def _hugging_face_feature(kind: pa.DataType) -> dict[str, Any]:
    if isinstance(kind, pa.FixedSizeListType):
        feature = _hugging_face_feature(kind.value_type)
        # `datasets` 4 reads its older name of a list as well; older versions know only this one.
        return {"feature": feature, "length": kind.list_size, "_type": "Sequence"}
    return {"dtype": _HUGGING_FACE_NAMES.get(kind, str(kind)), "_type": "Value"}
