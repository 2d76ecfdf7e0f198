"""Finds records that occur more than once, among any number of records, in bounded memory.

A record begins with a key of 128 bits, whose values are spread evenly: a digest. Sorted runs of records, in memory or
mapped from files, are compared range by range: a range is a part of the values of the key that about a million records
have.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import xxhash
from numpy.typing import NDArray

Records = NDArray[np.void]
"""N records, shape (N,): `high` and `low`, the halves of the key, and further fields."""

_RECORDS_AT_A_TIME = 1 << 20


def keyed(keys: Sequence[bytes], **fields: NDArray[Any]) -> Records:
    """Return records.

    Args:
        keys: Their keys, N times 16 bytes.
        fields: Further fields by name, shape (N, ...) each.
    """
    own = [(name, values.dtype, values.shape[1:]) for name, values in fields.items()]
    records: Records = np.empty(len(keys), dtype=[("high", "<u8"), ("low", "<u8"), *own])
    halves = np.frombuffer(b"".join(keys), dtype=">u8").reshape(-1, 2)
    records["high"], records["low"] = halves.T
    for name, values in fields.items():
        records[name] = values
    return records


def key_of(text: str) -> bytes:
    """Return the key of a text: xxh3_128, which no two texts of a dataset share by chance."""
    return xxhash.xxh3_128_digest(text.encode("utf-8", "surrogatepass"))


class Repeats:
    """Collects records and finds those whose keys occur more than once."""

    def __init__(self) -> None:
        self._loose: list[Records] = []
        self._runs: list[Records] = []

    def add(self, records: Records) -> None:
        """Add records in any order."""
        self._loose.append(records)

    def add_sorted(self, run: Records) -> None:
        """Add records that `sorted_records` of another instance returned, which may be mapped from a file."""
        self._runs.append(run)

    def sorted_records(self) -> Records | None:
        """Return all records that `add` was given, ordered by their keys; None if there are none."""
        if not self._loose:
            return None
        records = self._loose[0] if len(self._loose) == 1 else np.concatenate(self._loose)
        records = records[np.lexsort((records["low"], records["high"]))]
        self._loose = [records]  # Memory does not hold them twice.
        return records

    def find(self) -> Iterator[Records]:
        """Yield the records whose keys occur more than once, ordered by their keys, all records of a key together."""
        own = self.sorted_records()
        runs = self._runs if own is None else [*self._runs, own]
        ranges = -(-sum(map(len, runs)) // _RECORDS_AT_A_TIME)
        limits = [(number << 64) // ranges for number in range(1, ranges)]
        cuts = [[0, *(bisect_left(run["high"], limit) for limit in limits), len(run)] for run in runs]
        for number in range(ranges):
            parts = [run[own[number] : own[number + 1]] for run, own in zip(runs, cuts, strict=True)]
            repeated = _repeated(np.concatenate(parts))
            if len(repeated):
                yield repeated


def _repeated(records: Records) -> Records:
    """Return the records whose keys occur more than once, ordered by their keys."""
    order = np.lexsort((records["low"], records["high"]))
    high, low = records["high"][order], records["low"][order]
    is_same = np.zeros(len(records) + 1, dtype=bool)
    is_same[1:-1] = (high[1:] == high[:-1]) & (low[1:] == low[:-1])
    return records[order[is_same[1:] | is_same[:-1]]]
