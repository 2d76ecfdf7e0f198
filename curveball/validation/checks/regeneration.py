"""Promises about origin: the dataset is what the code makes, and what was merged."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from curveball.config.model import Config
from curveball.generation.columns import to_numpy
from curveball.generation.encoding import combine_fingerprints, fingerprint
from curveball.generation.shards import make_samples
from curveball.validation.batch import Batch
from curveball.validation.check import Check, Measurement


class Remade(Check):
    """A sample drawn at random and made again from its class and index is equal."""

    name = "regenerated"
    promise = "every audited sample, made again from its class and index, is equal in all columns"

    def __init__(self, config: Config):
        self._config = config
        self._stored: list[pa.Table] = []

    def see(self, batch: Batch) -> pa.Table:
        # The compressed bytes of a video may differ between versions of zstd; its digest may not.
        return batch.rows.drop_columns(["video"]).take(pa.array(batch.audited))

    def add(self, seen: pa.Table) -> None:
        self._stored.append(seen)

    def measure(self) -> Measurement:
        differing = [sample_id for name in self._config.classes for sample_id in self._differing(name)]
        return self.none_of(len(differing), differing)

    def _differing(self, class_name: str) -> list[str]:
        if not self._stored:
            return []
        stored = pa.concat_tables(self._stored)
        stored = stored.filter(pc.equal(stored["class_name"], class_name))
        if not len(stored):
            return []
        remade = pa.Table.from_batches(make_samples(self._config, class_name, to_numpy(stored["index"])))
        differ = np.zeros(len(stored), dtype=bool)
        for name in set(remade.schema.names) - {"video"}:
            if not stored[name].equals(remade[name]):
                pairs = zip(stored[name].to_pylist(), remade[name].to_pylist(), strict=True)
                differ |= np.array([a != b for a, b in pairs])
        return stored.filter(pa.array(differ))["sample_id"].to_pylist()


class Fingerprint(Check):
    """The rows are the ones that were merged."""

    name = "fingerprint"
    promise = "the fingerprint of all rows is the one in the manifest"

    def __init__(self, expected: str):
        self._expected = expected
        self._parts: list[int] = []

    def see(self, batch: Batch) -> int:
        return fingerprint(batch.rows)

    def add(self, seen: int) -> None:
        self._parts.append(seen)

    def measure(self) -> Measurement:
        found = f"{combine_fingerprints(self._parts):032x}"
        return self.at_most(0, int(found != self._expected), fingerprint=found)
