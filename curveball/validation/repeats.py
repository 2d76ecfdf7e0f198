"""Finds records that occur more than once, among any number of records, in bounded memory.

A record begins with a key of 128 bits, whose values are spread evenly: a digest. Sorted runs of records, in memory or
mapped from files, are compared range by range: a range is a part of the values of the key that about 260,000 records
have.
"""

import mmap
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import xxhash
from numpy.typing import NDArray

Records = NDArray[np.void]
"""N records, shape (N,): `high` and `low`, the halves of the key, and further fields."""

_RECORDS_AT_A_TIME = 1 << 18
_SMALL_RUN = 1 << 15
"""Runs of so many records are merged at first: those of the batches of rows."""


def keyed(keys: Sequence[bytes], **fields: NDArray[Any]) -> Records:
    """Return records, ordered by their keys.

    Args:
        keys: Their keys, N times 16 bytes.
        fields: Further fields by name, shape (N, ...) each.
    """
    own = [(name, values.dtype, values.shape[1:]) for name, values in fields.items()]
    records: Records = np.empty(len(keys), dtype=[("high", "<u8"), ("low", "<u8"), *own])
    records["high"], records["low"] = np.frombuffer(b"".join(keys), dtype=">u8").reshape(-1, 2).T
    for name, values in fields.items():
        records[name] = values
    return records[_order(records)]


def merged(runs: Sequence[Records]) -> Records:
    """Return the records of at least one sorted run, ordered by their keys."""
    records = np.concatenate(runs)
    return records[_order(records)]


def key_of(text: str) -> bytes:
    """Return the key of a text: xxh3_128, which no two texts of a dataset share by chance."""
    return xxhash.xxh3_128_digest(text.encode("utf-8", "surrogatepass"))


class Repeats:
    """Collects sorted runs of records, and finds the records whose keys occur more than once."""

    def __init__(self) -> None:
        self._runs: list[Records] = []

    def add(self, run: Records) -> None:
        """Add records that are ordered by their keys, which may be mapped from a file."""
        self._runs.append(run)

    def find(self) -> Iterator[Records]:
        """Yield the records whose keys occur more than once, ordered by their keys, all records of a key together."""
        small = [run for run in self._runs if len(run) <= _SMALL_RUN]
        runs = [run for run in self._runs if len(run) > _SMALL_RUN] + ([merged(small)] if small else [])
        self._runs = runs  # Memory does not hold them twice.
        ranges = -(-sum(map(len, runs)) // _RECORDS_AT_A_TIME)
        limits = [(number << 64) // ranges for number in range(1, ranges)]
        cuts = [_cut(run, limits) for run in runs]
        for number in range(ranges):
            parts = [_taken(run, own[number], own[number + 1]) for run, own in zip(runs, cuts, strict=True)]
            repeated = _repeated(merged(parts))
            if len(repeated):
                yield repeated


def _cut(run: Records, limits: Sequence[int]) -> list[int]:
    """Return where the ranges of a run begin, and the end of the last one."""
    cuts = [0, *(bisect_left(run["high"], limit) for limit in limits), len(run)]
    _release(run)
    return cuts


def _taken(run: Records, first: int, stop: int) -> Records:
    """Return a copy of some records of a run, so that memory holds the pages of one file at a time."""
    records = run[first:stop].copy()
    _release(run)
    return records


def _release(run: Records) -> None:
    """Let go of the memory of a run that is mapped from a file: the system would do so only where memory is short."""
    owner: Any = run
    while isinstance(owner, (np.ndarray, memoryview)):
        owner = owner.base if isinstance(owner, np.ndarray) else owner.obj
    if isinstance(owner, mmap.mmap):
        owner.madvise(mmap.MADV_DONTNEED)


def _order(records: Records) -> NDArray[np.int64]:
    """Return the order of records by their keys, shape (N,)."""
    return np.lexsort((records["low"], records["high"]))


def _repeated(records: Records) -> Records:
    """Return those of sorted records whose keys occur more than once."""
    high, low = records["high"], records["low"]
    is_same = np.zeros(len(records) + 1, dtype=bool)
    is_same[1:-1] = (high[1:] == high[:-1]) & (low[1:] == low[:-1])
    return records[is_same[1:] | is_same[:-1]]
