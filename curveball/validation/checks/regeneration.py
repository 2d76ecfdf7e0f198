"""Checks of the origin: the rows are those that the code generates, and those that were merged."""

from __future__ import annotations  # pyarrow's types accept parameters in the stubs only

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from curveball.config.model import Config
from curveball.generation.columns import to_numpy
from curveball.generation.encoding import combine_fingerprints, fingerprint
from curveball.generation.shards import make_samples
from curveball.validation.batch import Batch
from curveball.validation.check import NO_FAULT, RowCheck, Value
from curveball.validation.outcome import FoundFingerprint


class Regeneration(RowCheck[pa.Table]):
    """Regenerates random samples from their class and index, and compares all columns."""

    name = "regeneration"
    description = "Samples that are regenerated from their class and index are equal to the stored ones in all columns."
    quantity = "regenerated samples that differ"
    bound = NO_FAULT

    def __init__(self, config: Config):
        self._config = config
        self._stored: list[pa.Table] = []

    def map(self, batch: Batch) -> pa.Table:
        """Return the selected rows without their videos: bytes depend on the version of zstd, digests do not."""
        return batch.rows.drop_columns(["video"]).take(batch.regenerated)

    def update(self, partial: pa.Table) -> None:
        """Keep the rows."""
        self._stored.append(partial)

    def compute(self) -> Value:
        """Return the number of samples that differ in any column."""
        if not self._stored:
            return Value(number=0)
        stored = pa.concat_tables(self._stored)
        class_of = np.array(stored["class_name"].to_pylist(), dtype=object)
        differing = [
            sample_id
            for class_name in self._config.classes
            for sample_id in self._differing(class_name, stored.filter(pa.array(class_of == class_name)))
        ]
        return Value(number=len(differing), examples=differing)

    def _differing(self, class_name: str, stored: pa.Table) -> list[str]:
        """Return the names of the samples of one class that differ."""
        if not len(stored):
            return []
        differing: list[str] = []
        first = 0
        for batch in make_samples(self._config, class_name, to_numpy(stored["index"])):
            regenerated, same_rows = pa.Table.from_batches([batch]), stored.slice(first, len(batch))
            names = set(regenerated.schema.names) - {"video"}
            differ = np.any([_differ(same_rows[name], regenerated[name]) for name in names], axis=0)
            differing += map(str, same_rows.filter(pa.array(differ))["sample_id"].to_pylist())
            first += len(batch)
        return differing


class Fingerprint(RowCheck[int]):
    """Computes the fingerprint of all rows and compares it with the manifest."""

    name = "fingerprint"
    description = "The fingerprint of all rows is the one in the manifest."
    quantity = "1 if the fingerprint differs from the manifest, else 0"
    bound = NO_FAULT

    def __init__(self, expected: str):
        self._expected = expected
        self._found = 0

    def map(self, batch: Batch) -> int:
        """Return the fingerprint of the batch."""
        return fingerprint(batch.rows)

    def update(self, partial: int) -> None:
        """Combine the fingerprints."""
        self._found = combine_fingerprints([self._found, partial])

    @property
    def found(self) -> str:
        """The fingerprint of the rows so far, 32 hexadecimal digits."""
        return f"{self._found:032x}"

    def compute(self) -> Value:
        """Return whether the fingerprint differs."""
        return Value(number=self.found != self._expected, details=FoundFingerprint(fingerprint=self.found))

    def explain(self, value: Value) -> str:
        """Tell both fingerprints."""
        return f"the rows have the fingerprint {self.found}, the manifest has {self._expected}"


def _differ(stored: pa.ChunkedArray[Any], regenerated: pa.ChunkedArray[Any]) -> NDArray[np.bool_]:
    """Tell in which rows two columns differ, shape (N,)."""
    if stored.equals(regenerated):
        return np.zeros(len(stored), dtype=bool)
    return np.array([a != b for a, b in zip(stored.to_pylist(), regenerated.to_pylist(), strict=True)])
