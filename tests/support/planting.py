"""A copy of a dataset whose rows, files and manifest can be changed, to plant a fault."""

import shutil
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from threadpoolctl import threadpool_limits

from curveball.config.model import Config
from curveball.dataset.layout import MANIFEST
from curveball.dataset.manifest import describe_file, manifest_text, read_manifest
from curveball.generation.columns import fixed_size_lists, to_numpy
from curveball.generation.encoding import decode_video, encode_video
from curveball.generation.shards import table_writer
from curveball.structures import to_json
from curveball.validation.check import Check, evaluate_all
from curveball.validation.outcome import Measurement, Outcome
from curveball.validation.registry import Registry
from curveball.validation.row_groups import map_rows
from curveball.validation.validate import measure

TRAIN, VALIDATION, TEST = (f"data/{split}-00000.parquet" for split in ("train", "validation", "test"))


class Copy:
    """A copy of a dataset. The manifest gets the digest of a changed file, as if a faulty merge had written it."""

    def __init__(self, config: Config, original: Path, folder: Path):
        self.config, self.folder = config, folder
        shutil.copytree(original, folder)

    @property
    def names(self) -> list[str]:
        return [f"data/{path.name}" for path in sorted(self.folder.glob("data/*"))]

    def read(self, name: str) -> pa.Table:
        return pq.read_table(self.folder / name)

    def write(self, name: str, table: pa.Table, update_digest: bool = True) -> None:
        """Write a file and, with `update_digest`, put its size and digests into the manifest."""
        with table_writer(self.folder / name, table.schema) as writer:
            writer.write_table(table)
        if update_digest:
            self.edit_manifest(lambda manifest: self._describe(_entry(manifest, name)))

    def edit_manifest(self, edit: Callable[[dict], None]) -> None:
        """Change the content of the manifest, as if a faulty merge had written it: with a checksum of itself."""
        content = to_json(read_manifest(self.folder / MANIFEST))
        edit(content)
        (self.folder / MANIFEST).write_text(manifest_text(content))

    def put(self, column: str, row: int, value, name: str = TRAIN) -> None:
        """Replace one value."""
        table = self.read(name)
        values = table[column].to_pylist()
        assert values[row] != value, "no fault"
        values[row] = value
        self.write(name, with_column(table, column, values))

    def change(
        self, column: str, change: Callable[[np.ndarray, np.ndarray], np.ndarray], names: Iterable[str] = ()
    ) -> None:
        """Replace a numeric column, shape (N, ...), with `change(values, labels)` in some files, or in all."""
        for name in names or self.names:
            table = self.read(name)
            values = change(to_numpy(table[column]).copy(), to_numpy(table["label"]))
            self.write(name, with_column(table, column, values))

    def redraw(
        self, change: Callable[[np.ndarray, int], np.ndarray], rows: slice = slice(None), names: Iterable[str] = ()
    ) -> None:
        """Replace videos with `change(frames, label)`, and their digests accordingly."""
        for name in names or self.names:
            table = self.read(name)
            videos, digests, labels = (table[column].to_pylist() for column in ("video", "digest", "label"))
            for row in range(len(table))[rows]:
                frames = change(decode_video(videos[row], self.config.video_shape).copy(), labels[row])
                videos[row], digests[row] = encode_video(np.ascontiguousarray(frames))
            self.write(name, with_column(with_column(table, "video", videos), "digest", digests))

    def _describe(self, entry: dict) -> None:
        entry.update(to_json(describe_file(self.folder, entry["name"], entry["rows"])))

    def measure(self, cores: int = 1) -> Outcome:
        return measure(self.config, self.folder, cores, lambda rows: None)

    def check(self, name: str) -> Measurement:
        """Return the outcome of one check of rows. It takes half the time of all checks."""
        return self._evaluate(lambda check: check.name == name)[0]

    def failed_of_rows(self) -> set[str]:
        """Return the names of the checks of rows that fail, without evaluating those that cannot."""
        return {
            check.name for check in self._evaluate(lambda check: check.bound is not None) if check.status == "failed"
        }

    def _evaluate(self, is_wanted: Callable[[Check], bool]) -> list[Measurement]:
        registry = Registry(self.config, read_manifest(self.folder / MANIFEST).fingerprint)
        for result in map_rows(self.config, [self.folder / file for file in self.names], processes=1):
            for partials in result.partials:
                registry.update(partials)
        registry.finish()
        with ThreadPoolExecutor(1) as pool, threadpool_limits(1):
            return evaluate_all([check for check in registry.checks if is_wanted(check)], pool)

    def failed(self) -> set[str]:
        """Return the names of the checks that fail. A check that does not apply has not failed."""
        return {check.name for check in self.measure().having("failed")}


def with_column(table: pa.Table, name: str, values: np.ndarray | list) -> pa.Table:
    """Return a table with other values in a column: an array of shape (N, ...), or a list."""
    field = table.schema.field(name)
    if isinstance(values, np.ndarray):
        # The parameters of other classes are null, which an array holds as NaN.
        array = pa.array(values, from_pandas=True) if values.ndim == 1 else fixed_size_lists(values.T)
        return table.set_column(table.schema.get_field_index(name), field, array.cast(field.type))
    return table.set_column(table.schema.get_field_index(name), field, pa.array(values, field.type))


def row_of(table: pa.Table, class_name: str) -> int:
    """Return the number of the first row of a class."""
    return table["class_name"].to_pylist().index(class_name)


def _entry(manifest: dict, name: str) -> dict:
    return next(file for files in manifest["splits"].values() for file in files if file["name"] == name)
