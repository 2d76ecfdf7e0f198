"""Shows the rows of a dataset to its checks, piece by piece, in as many processes as there are cores for."""

import os
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from threading import Thread
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from curveball.config.model import Config
from curveball.dataset import layout
from curveball.dataset.splits import SPLITS
from curveball.generation.lean_process import disable_pandas
from curveball.generation.schema import parameter_owners
from curveball.validation.batch import Batch
from curveball.validation.registry import RowChecks
from curveball.validation.selection import Selection
from curveball.validation.shortcuts.frame_summary import Observer

_ROWS_AT_A_TIME = 1024


class Piece(NamedTuple):
    """Neighboring row groups of a file: what one process looks at in one go."""

    path: Path
    row_groups: list[int]
    first_row: int
    """Number of the first row within the file."""
    rows: int


class Sight(NamedTuple):
    """What was seen of a piece."""

    path: Path
    rows: int
    seen: list[list[Any]]
    """What the checks saw of each batch of rows, for `RowChecks.add`."""
    is_whole: bool
    """Whether the piece could be read to its end, with all checksums."""


def inspect(config: Config, paths: Sequence[Path], processes: int) -> Iterable[Sight]:
    """Show files to the checks that see rows.

    What is seen is the same, in the same order, whatever the number of processes.

    Args:
        config: What the dataset should be.
        paths: Its files, all with its schema.
        processes: How many look at the same time. With one, it is this process; with more, they are others, and begin
            at once.
    """
    pieces = [piece for path in paths for piece in _pieces(path)]
    if processes == 1 or sum(piece.rows for piece in pieces) < 2 * _ROWS_AT_A_TIME:
        return map(Inspector(config).look_at, pieces)  # So few rows are seen before another process has begun.
    from joblib import Parallel, delayed

    # Processes that are started anew, not forked: libraries with threads of their own don't survive a fork.
    pool = Parallel(
        processes,
        backend="loky",
        return_as="generator",
        batch_size=1,
        max_nbytes=None,
        initializer=_begin_process,
        initargs=(config, os.getpid()),
    )
    return pool(delayed(_look_at)(piece) for piece in pieces)


class Inspector:
    """Looks at pieces, on behalf of all checks."""

    def __init__(self, config: Config):
        self._config = config
        self._checks = RowChecks(config)
        self._selection = Selection(config)
        self._observer = Observer(config)

    def look_at(self, piece: Piece) -> Sight:
        """Read a piece and return what the checks see of it."""
        file = layout.parse_data_file(piece.path)
        seen, done = [], 0
        for rows in _read(piece):
            if rows is None:
                return Sight(piece.path, done, seen, is_whole=False)
            if len(rows := self._without_gaps(rows)):
                first_row = piece.first_row + done
                batch = Batch(
                    self._config,
                    SPLITS.index(file.split),
                    file.number,
                    first_row,
                    rows,
                    self._selection,
                    self._observer,
                )
                seen.append(self._checks.see(batch))
                done += len(rows)
        return Sight(piece.path, done, seen, is_whole=True)

    def _without_gaps(self, rows: pa.Table) -> pa.Table:
        """Leave out rows in which anything but the parameter of a class is missing: no check can use them.

        `row_counts` and `fingerprint` miss them.
        """
        for name in set(rows.schema.names) - parameter_owners(self._config).keys():
            if rows[name].null_count:
                rows = rows.filter(pc.is_valid(rows[name]))
        return rows


_inspector: Inspector
"""The inspector of this process, where it is one of several."""


def _begin_process(config: Config, parent: int) -> None:
    global _inspector
    disable_pandas()
    Thread(target=_end_with, args=(parent,), daemon=True).start()
    _inspector = Inspector(config)


def _end_with(parent: int) -> None:
    """End this process soon after the one that began it, even if that one was killed and could say nothing."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)


def _look_at(piece: Piece) -> Sight:
    return _inspector.look_at(piece)


def _pieces(path: Path) -> Iterator[Piece]:
    """Cut a file into pieces of about the same number of rows."""
    metadata = pq.read_metadata(path)
    groups, first_row, rows = [], 0, 0
    for group in range(metadata.num_row_groups):
        groups.append(group)
        rows += metadata.row_group(group).num_rows
        if rows >= _ROWS_AT_A_TIME or group == metadata.num_row_groups - 1:
            yield Piece(path, groups, first_row, rows)
            groups, first_row, rows = [], first_row + rows, 0


def _read(piece: Piece) -> Iterator[pa.Table | None]:
    """Yield the rows of a piece, so many at a time; at last None, if the rest can't be read."""
    try:
        with pq.ParquetFile(piece.path, page_checksum_verification=True) as file:
            for batch in file.iter_batches(_ROWS_AT_A_TIME, row_groups=piece.row_groups, use_threads=False):
                yield pa.Table.from_batches([batch])
    except (OSError, pa.ArrowException):
        yield None
