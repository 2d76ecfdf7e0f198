"""Reads the row groups of a dataset and maps all checks over their rows, in several processes."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from curveball.config.model import Config
from curveball.dataset.layout import parse_data_file
from curveball.dataset.splits import ALL_SPLITS
from curveball.generation.lean_process import disable
from curveball.generation.memory import rows_per_group
from curveball.generation.processes import OtherProcesses
from curveball.generation.schema import parameter_owners
from curveball.validation.batch import Batch
from curveball.validation.registry import Registry
from curveball.validation.selection import Selection
from curveball.validation.shortcuts.video_summary import VideoSummarizer

_GROUPS_AT_A_TIME = 2


class RowGroups(NamedTuple):
    """Neighboring row groups of a file, processed by one process in one go."""

    path: Path
    numbers: list[int]
    first_row: int
    """Number of the first row within the file."""
    rows: int


class PartialResult(NamedTuple):
    """What the checks found in some row groups."""

    path: Path
    rows: int
    partials: list[list[Any]]
    """For each batch of rows, what `Registry.update` takes."""
    is_complete: bool
    """Whether the row groups could be read to their end, with all page checksums."""


def map_rows(
    config: Config, paths: Sequence[Path], processes: int, at_last: Callable[[], None] = lambda: None
) -> Iterable[PartialResult]:
    """Map all checks over the rows of files.

    The results are the same, in the same order, for any number of processes.

    Args:
        config: What the dataset should be.
        paths: Its files, all with its schema.
        processes: How many processes map rows at the same time. This one does when the next result is asked for; the
            others start at once.
        at_last: What this process calls, once, when no rows are left for it: the others may still map theirs.

    Raises:
        KilledProcessError: One of them was killed. It is raised where the next result is asked for.
    """
    limit = rows_at_a_time(config)
    waiting = [row_groups for path in paths for row_groups in _divide(path, limit)]
    if processes == 1 or sum(row_groups.rows for row_groups in waiting) < 2 * limit:
        return _map_alone(config, waiting, at_last)  # So few rows take less time than the start of a process.
    return OtherProcesses(processes - 1, _start_process, config).map(
        _map_in_process, waiting, _Mapper(config).map, at_last
    )


def _map_alone(config: Config, waiting: Iterable[RowGroups], at_last: Callable[[], None]) -> Iterator[PartialResult]:
    yield from map(_Mapper(config).map, waiting)
    at_last()


def rows_at_a_time(config: Config) -> int:
    """Return the number of rows in a batch, whose uncompressed videos take at most 256 MiB, or of one row."""
    return _GROUPS_AT_A_TIME * rows_per_group(config.video_shape)


class _Mapper:
    """Maps all checks over row groups."""

    def __init__(self, config: Config):
        self._config = config
        self._registry = Registry(config)
        self._selection = Selection(config)
        self._summarizer = VideoSummarizer(config)
        self._rows_at_a_time = rows_at_a_time(config)

    def map(self, row_groups: RowGroups) -> PartialResult:
        """Read row groups and return what the checks found in them."""
        file = parse_data_file(row_groups.path)
        partials: list[list[Any]] = []
        done = 0
        for rows in _read(row_groups, self._rows_at_a_time):
            if rows is None:
                return PartialResult(row_groups.path, done, partials, is_complete=False)
            complete = self._without_nulls(rows)
            if len(complete):
                batch = Batch(
                    config=self._config,
                    split=ALL_SPLITS.index(file.split),
                    file=file.number,
                    first_row=row_groups.first_row + done,
                    rows=complete,
                    selection=self._selection,
                    summarizer=self._summarizer,
                )
                partials.append(self._registry.map(batch))
            done += len(rows)
        return PartialResult(row_groups.path, done, partials, is_complete=True)

    def _without_nulls(self, rows: pa.Table) -> pa.Table:
        """Leave out rows in which a column is null that is not the parameter of a class: no check can use them.

        `row_counts` and `fingerprint` fail without them.
        """
        for name in set(rows.schema.names) - parameter_owners(self._config).keys():
            if rows[name].null_count:
                rows = rows.filter(pc.is_valid(rows[name]))
        return rows


_mapper: _Mapper
"""The mapper of a process that maps rows for another one."""


def _start_process(config: Config) -> None:
    global _mapper
    disable("pandas")
    _mapper = _Mapper(config)


def _map_in_process(row_groups: RowGroups) -> PartialResult:
    return _mapper.map(row_groups)


def _divide(path: Path, min_rows: int) -> Iterator[RowGroups]:
    """Divide the row groups of a file into parts of about the same number of rows."""
    metadata = pq.read_metadata(path)
    numbers: list[int] = []
    first_row = rows = 0
    for number in range(metadata.num_row_groups):
        numbers.append(number)
        rows += metadata.row_group(number).num_rows
        if rows >= min_rows or number == metadata.num_row_groups - 1:
            yield RowGroups(path, numbers, first_row, rows)
            numbers, first_row, rows = [], first_row + rows, 0


def _read(row_groups: RowGroups, max_rows: int) -> Iterator[pa.Table | None]:
    """Yield the rows of row groups, a limited number at a time; at last None, if the rest cannot be read."""
    try:
        with pq.ParquetFile(row_groups.path, page_checksum_verification=True) as file:
            for batch in file.iter_batches(max_rows, row_groups=row_groups.numbers, use_threads=False):
                yield pa.Table.from_batches([batch])
    except (OSError, pa.ArrowException):
        yield None
