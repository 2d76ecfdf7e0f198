"""A small dataset, and copies of it with a fault."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from curveball.checks import measure
from curveball.checks.check import Measurement
from curveball.columns import lists, to_numpy
from curveball.config import Config
from curveball.encoding import combine_fingerprints, decode_video, encode_video, fingerprint
from curveball.merging import file_digest, merge_shards
from curveball.shards import table_writer, write_shard


def make_dataset(config: Config, folder: Path) -> Path:
    """Make a dataset without Snakemake and return its folder."""
    shards = [folder / name / "00000.parquet" for name in config.classes]
    for shard in shards:
        write_shard(config, shard.parent.name, 0, config.samples_per_class, shard, lambda done: None)
    merge_shards(config, shards, folder / "dataset", lambda done: None)
    return folder / "dataset"


class Copy:
    """A copy of a dataset whose rows can be changed, as a faulty generator would have made them."""

    def __init__(self, config: Config, folder: Path):
        self.config = config
        self.folder = folder
        self.files = {path.name: pq.read_table(path) for path in sorted((folder / "data").glob("*.parquet"))}

    def names(self, split: str = "") -> list[str]:
        return [name for name in self.files if name.startswith(split)]

    def change(self, column: str, change: Callable[[np.ndarray, np.ndarray], np.ndarray], split: str = "") -> None:
        """Replace a column of numbers (N, ...) by `change(values, labels)` in all files of a split."""
        for name in self.names(split):
            table = self.files[name]
            values = change(to_numpy(table[column]).copy(), to_numpy(table["label"]))
            # A parameter of another class is missing: NaN stands for null.
            is_number = values.ndim == 1
            self.set(name, column, pa.array(values, from_pandas=True) if is_number else lists(values.T))

    def set(self, name: str, column: str, values: pa.Array | list) -> None:
        """Replace a column of a file."""
        table = self.files[name]
        number = table.schema.get_field_index(column)
        kind = table.schema.field(column)
        values = values.cast(kind.type) if isinstance(values, pa.Array) else pa.array(values, kind.type)
        self.files[name] = table.set_column(number, kind, values)

    def redraw(self, change: Callable[[np.ndarray, int], np.ndarray]) -> None:
        """Replace each video by `change(frames, label)`, with its digest."""
        for name in self.names():
            table = self.files[name]
            pairs = zip(table["video"].to_pylist(), table["label"].to_pylist(), strict=True)
            frames = [change(decode_video(video, self.config.video_shape).copy(), label) for video, label in pairs]
            videos, digests = zip(*map(encode_video, frames), strict=True)
            self.set(name, "video", list(videos))
            self.set(name, "digest", list(digests))

    def write(self, sign: bool = True) -> None:
        """Write the files; with `sign`, the manifest tells their digests and the fingerprint as they are now."""
        for name, table in self.files.items():
            with table_writer(self.folder / "data" / name, table.schema) as writer:
                writer.write_table(table)
        if sign:
            path = self.folder / "manifest.json"
            manifest = json.loads(path.read_text())
            for file in (file for files in manifest["splits"].values() for file in files):
                file["xxh3_128"] = file_digest(self.folder / file["name"])
            manifest["fingerprint"] = f"{combine_fingerprints(map(fingerprint, self.files.values())):032x}"
            path.write_text(json.dumps(manifest))

    def measure(self) -> dict[str, Measurement]:
        return {check.name: check for check in measure(self.config, self.folder, 2, lambda done: None)}
