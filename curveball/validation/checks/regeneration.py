"""Checks of the origin: the rows are those that the code generates, and those that were merged."""

from __future__ import annotations  # pyarrow's types accept parameters in the stubs only

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from curveball.config.model import Config
from curveball.dataset.twin_plan import planned_twins
from curveball.dataset.twins import twin_rows
from curveball.generation.columns import to_numpy
from curveball.generation.encoding import combine_fingerprints, fingerprint
from curveball.generation.memory import rows_per_group
from curveball.generation.rendering import Renderer, videos_per_batch
from curveball.generation.shards import make_samples
from curveball.validation.batch import Batch
from curveball.validation.check import NO_FAULT, RowCheck, Value
from curveball.validation.outcome import FoundFingerprint

_ROWS_AT_A_TIME = 4096
"""Rows that are regenerated at a time: enough that starts cost little, and few enough for the memory."""
_TWINS = "twins"


class Differing(NamedTuple):
    """A sample that differs from the regenerated one."""

    kind: str
    """Its class, or "twins"."""
    sample_id: str


class Selected(NamedTuple):
    """Rows that are to be compared, and samples that were found to differ."""

    rows: pa.Table | None
    differing: Sequence[Differing] = ()


class Regeneration(RowCheck[Selected]):
    """Regenerates random samples from their class and index, and compares all columns."""

    name = "regeneration"
    description = "Samples that are regenerated from their class and index are equal to the stored ones in all columns."
    quantity = "regenerated samples that differ"
    bound = NO_FAULT

    def __init__(self, config: Config):
        self._config = config
        self._stored: list[pa.Table] = []
        self._waiting = 0
        self._differing: list[Differing] = []

    def map(self, batch: Batch) -> Selected:
        """Return the selected rows without their videos: bytes depend on the version of zstd, digests do not."""
        return Selected(batch.rows.drop_columns(["video"]).take(batch.regenerated))

    def update(self, partial: Selected) -> None:
        """Keep the rows until there are enough of them to be regenerated at a time."""
        self._differing += partial.differing
        if partial.rows is not None:
            self._stored.append(partial.rows)
            self._waiting += len(partial.rows)
        if self._waiting >= _ROWS_AT_A_TIME:
            self._compare()

    def condense(self, partials: list[Selected]) -> list[Selected]:
        """Compare the rows."""
        own = Regeneration(self._config)
        for partial in partials:
            own.update(partial)
        own._compare()
        return [Selected(None, own._differing)]

    def compute(self) -> Value:
        """Return the number of samples that differ in any column."""
        self._compare()
        order = {name: number for number, name in enumerate([*self._config.classes, _TWINS])}
        differing = sorted(self._differing, key=lambda found: order[found.kind])
        return Value(number=len(differing), examples=[found.sample_id for found in differing])

    def _compare(self) -> None:
        """Compare all rows that are kept, and keep only what differs."""
        if not self._stored:
            return
        stored = pa.concat_tables(self._stored)
        self._stored, self._waiting = [], 0
        class_of = np.array(stored["class_name"].to_pylist(), dtype=object)
        is_twin = np.array(stored["twin_of"].to_pylist()) != "" if "twin_of" in stored.schema.names else class_of == ""
        for name in self._config.classes:
            own = stored.filter(pa.array((class_of == name) & ~is_twin))
            self._differing += [Differing(name, sample_id) for sample_id in self._differing_of_class(name, own)]
        twins = self._differing_twins(stored.filter(pa.array(is_twin)))
        self._differing += [Differing(_TWINS, sample_id) for sample_id in twins]

    def _differing_of_class(self, class_name: str, stored: pa.Table) -> list[str]:
        """Return the names of the samples of one class that differ."""
        if not len(stored):
            return []
        differing: list[str] = []
        first = 0
        for batch in make_samples(self._config, class_name, to_numpy(stored["index"])):
            differing += _names_of_differing(stored.slice(first, len(batch)), pa.Table.from_batches([batch]))
            first += len(batch)
        return differing

    def _differing_twins(self, stored: pa.Table) -> list[str]:
        """Return the names of the twins that differ, or that are none."""
        names = list(map(str, stored["sample_id"].to_pylist()))
        planned = {twin.name: twin for twin in planned_twins(self._config)} if names else {}
        differing = [name for name in names if name not in planned]
        stored = stored.filter(pa.array([name in planned for name in names], pa.bool_()))
        step = rows_per_group(self._config.video_shape)
        for first in range(0, len(stored), step):
            part = stored.slice(first, step)
            twins = [planned[str(name)] for name in part["sample_id"].to_pylist()]
            renderer = Renderer(self._config, min(videos_per_batch(self._config), len(twins)))
            differing += _names_of_differing(part, twin_rows(self._config, twins, renderer))
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


def _names_of_differing(stored: pa.Table, regenerated: pa.Table) -> list[str]:
    """Return the names of rows that differ in a column of the regenerated ones."""
    names = set(regenerated.schema.names) - {"video"}
    differ = np.any([_differ(stored[name], regenerated[name]) for name in names], axis=0)
    return list(map(str, stored.filter(pa.array(differ))["sample_id"].to_pylist()))


def _differ(stored: pa.ChunkedArray[Any], regenerated: pa.ChunkedArray[Any]) -> NDArray[np.bool_]:
    """Tell in which rows two columns differ, shape (N,)."""
    if stored.equals(regenerated):
        return np.zeros(len(stored), dtype=bool)
    return np.array([a != b for a, b in zip(stored.to_pylist(), regenerated.to_pylist(), strict=True)])
