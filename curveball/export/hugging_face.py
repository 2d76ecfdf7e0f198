"""Parquet files for Hugging Face: each video is a list of PNG images, which `load_dataset` decodes and viewers show."""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray
from PIL import Image, PngImagePlugin

from curveball.dataset.layout import CARD
from curveball.export.files import needs_card
from curveball.export.progress import Count
from curveball.export.source import Source, check_equal, check_videos

FRAMES = "frames"
"""The column with the frames, in the place of the videos."""

_COMPRESSION_LEVEL = 1
_IMAGE = pa.struct([pa.field("bytes", pa.binary()), pa.field("path", pa.string())])
_FEATURE = {"feature": {"_type": "Image"}, "_type": "Sequence"}


def write(source: Source, folder: Path, count: Count) -> None:
    """Write the files."""
    schema = export_schema(source.schema)
    (folder / "data").mkdir()
    for part in source.parts:
        with pq.ParquetWriter(folder / part.file.entry.name, schema, compression=_compression(schema)) as writer:
            for rows in source.rows(part):
                frames = _frames(source.videos(part, rows))
                writer.write_table(_with_column(rows, "video", frames, schema))
                count.add(len(rows))
    if needs_card(source.splits()):
        (folder / CARD).write_text(_card(source), encoding="utf-8")


def check(source: Source, folder: Path, count: Count) -> None:
    """Compare the files with the dataset."""
    for part in source.parts:
        path = folder / part.file.entry.name
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            groups = iter(range(file.num_row_groups))
            for rows in source.rows(part):
                found = file.read_row_group(next(groups))
                columns = [name for name in found.column_names if name != FRAMES]
                are_equal = found.select(columns).equals(rows.select(columns))
                check_equal(f"{path}, the columns of its rows", are_equal, True)
                check_videos(str(path), np.stack(list(_videos(found, source.video_shape))), rows)
                count.add(len(rows))
            check_equal(f"{path}, its end", next(groups, None), None)


def _card(source: Source) -> str:
    """Return the metadata that tell which files are of which split."""
    files = [f"  - split: {split}\n    path: data/{split}-*.parquet\n" for split in source.splits()]
    return f"---\nconfigs:\n- config_name: default\n  data_files:\n{''.join(files)}---\n"


def export_schema(schema: pa.Schema) -> pa.Schema:
    """Return the schema of the export: that of the dataset with a list of images in the place of the video."""
    position = schema.get_field_index("video")
    meaning = {"meaning": "the frames of the video, T PNG images of H x W pixels", "unit": ""}
    metadata = dict(schema.metadata or {})
    description = json.loads(metadata[b"huggingface"])
    features = description["info"]["features"]
    description["info"]["features"] = {
        FRAMES if name == "video" else name: _FEATURE if name == "video" else feature
        for name, feature in features.items()
    }
    metadata[b"huggingface"] = json.dumps(description).encode()
    return schema.set(position, pa.field(FRAMES, pa.list_(_IMAGE), metadata=meaning)).with_metadata(metadata)


def _compression(schema: pa.Schema) -> dict[str, Any]:
    """Return the compression of columns: none for the images, which are compressed."""
    return {name: "zstd" for name in schema.names if name != FRAMES}


def _with_column(rows: pa.Table, old: str, values: Any, schema: pa.Schema) -> pa.Table:
    """Return a table in which a column is replaced."""
    return pa.table([values if name == old else rows[name] for name in rows.column_names], schema=schema)


def _frames(videos: NDArray[np.uint8]) -> Any:
    """Return videos (N, T, H, W, C) as a column of lists of PNG images."""
    count, length = videos.shape[:2]
    images = pa.array([_png(frame) for video in videos for frame in video], pa.binary())
    structs = pa.StructArray.from_arrays([images, pa.nulls(len(images), pa.string())], fields=list(_IMAGE))
    return pa.ListArray.from_arrays(pa.array(range(0, count * length + 1, length), pa.int32()), structs)


def _png(frame: NDArray[np.uint8]) -> bytes:
    image = Image.fromarray(frame[..., 0] if frame.shape[-1] == 1 else frame)
    file = io.BytesIO()
    image.save(file, "PNG", compress_level=_COMPRESSION_LEVEL)
    return file.getvalue()


def _videos(rows: pa.Table, shape: tuple[int, int, int, int]) -> Iterator[NDArray[np.uint8]]:
    """Yield the decoded videos in rows of the export, each (T, H, W, C)."""
    videos: list[Any] = rows[FRAMES].to_pylist()
    for frames in videos:
        decoded = [np.asarray(PngImagePlugin.PngImageFile(io.BytesIO(frame["bytes"]))) for frame in frames]
        yield np.stack(decoded).reshape(shape)
