"""Writes the rows of one split to files of `rows_per_file` rows each."""

from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

import pyarrow as pa
import pyarrow.parquet as pq

from curveball.config.model import Config
from curveball.dataset.manifest import ManifestFile, describe_file
from curveball.dataset.shard_reading import rows_at_a_time
from curveball.generation.atomic import replacing
from curveball.generation.schema import dataset_schema
from curveball.generation.shards import table_writer


class SplitWriter:
    """Writes rows to files. How the rows of a file are grouped depends on neither the calls nor the other files."""

    def __init__(self, config: Config, folder: Path, names: Iterable[str]):
        """Prepare to write.

        Args:
            config: The configuration.
            folder: Folder of the dataset.
            names: Paths of the files relative to the folder.
        """
        self._folder, self._names, self._schema = folder, iter(names), dataset_schema(config)
        self._rows_per_file, self._rows_per_group = config.rows_per_file, rows_at_a_time(config)
        self._waiting = self._schema.empty_table()
        self._open_file = ExitStack()
        self._writer: pq.ParquetWriter | None = None
        self._name, self._rows = "", 0
        self.files: list[ManifestFile] = []
        """The entries of the complete files in the manifest."""

    def __enter__(self) -> "SplitWriter":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            self._open_file.__exit__(kind, error, trace)
            return
        with self._open_file:  # so that a failure here also leaves no file half written
            self._write_groups(min_rows=1)
            self._end_file()

    def write(self, rows: pa.Table) -> None:
        """Write the next rows, as soon as they fill a row group."""
        self._waiting = pa.concat_tables([self._waiting, rows])
        self._write_groups(min_rows=self._rows_per_group)

    def _write_groups(self, min_rows: int) -> None:
        while len(self._waiting) >= min(min_rows, self._rows_per_file - self._rows):
            writer = self._writer or self._begin_file()
            group = self._waiting.slice(0, min(self._rows_per_group, self._rows_per_file - self._rows))
            writer.write_table(group)
            self._rows += len(group)
            self._waiting = self._waiting.slice(len(group))
            if self._rows == self._rows_per_file:
                self._end_file()

    def _begin_file(self) -> pq.ParquetWriter:
        self._name = next(self._names)
        temporary = self._open_file.enter_context(replacing(self._folder / self._name))
        self._writer = self._open_file.enter_context(table_writer(temporary, self._schema))
        return self._writer

    def _end_file(self) -> None:
        if self._writer is not None:
            self._open_file.close()
            self._writer = None
            self.files.append(describe_file(self._folder, self._name, self._rows))
            self._rows = 0
