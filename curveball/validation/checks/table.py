"""Promises about rows: how many, of which class, in which split, and none twice."""

from abc import abstractmethod
from collections import Counter

import numpy as np

from curveball.config.model import Config
from curveball.dataset.splits import SPLITS, split_counts, split_of
from curveball.generation.schema import sample_id
from curveball.validation.batch import Batch
from curveball.validation.check import Check, FaultCount, Measurement


class RowCounts(Check):
    """Every split has its share of every class."""

    name = "row_counts"
    promise = "each split has as many samples of each class as the configuration says"

    def __init__(self, config: Config):
        self._expected = {
            (split, class_name): int(count)
            for class_name in config.classes
            for split, count in zip(SPLITS, split_counts(config, class_name), strict=True)
        }
        self._found: Counter[tuple[str, str]] = Counter()

    def see(self, batch: Batch) -> Counter[tuple[str, str]]:
        return Counter((SPLITS[batch.split], class_name) for class_name in batch.class_names.tolist())

    def add(self, seen: Counter[tuple[str, str]]) -> None:
        self._found.update(seen)

    def measure(self) -> Measurement:
        keys = self._expected.keys() | self._found.keys()
        off = max(abs(self._expected.get(key, 0) - self._found[key]) for key in keys)
        counts = {split: {name: self._found[split, name] for _, name in sorted(keys) if _ == split} for split in SPLITS}
        return self.at_most(0, off, counts=counts)


class Balance(Check):
    """No class is more frequent than another."""

    name = "balance"
    promise = "all classes have the same number of samples"

    def __init__(self, config: Config):
        self._found = Counter(dict.fromkeys(config.classes, 0))

    def see(self, batch: Batch) -> Counter[str]:
        return Counter(batch.class_names.tolist())

    def add(self, seen: Counter[str]) -> None:
        self._found.update(seen)

    def measure(self) -> Measurement:
        return self.at_most(0, max(self._found.values()) - min(self._found.values()), counts=dict(self._found))


class Labels(FaultCount):
    """The label, the name and the identifier of a row mean the same class."""

    name = "labels"
    promise = "every label is that of the row's class, and every sample_id that of its class and index"

    def faults(self, batch: Batch) -> np.ndarray:
        label_of = batch.config.labels
        labels = np.array([label_of.get(name, -1) for name in batch.class_names])
        names = list(map(sample_id, batch.class_names, batch.indices.tolist()))
        return (labels != batch.column("label")) | (np.array(names) != np.array(batch.sample_ids))


class Distinct(Check):
    """A check that nothing occurs twice."""

    def __init__(self) -> None:
        self._values: list[np.ndarray] = []

    @abstractmethod
    def see(self, batch: Batch) -> np.ndarray:
        """Return what must not occur twice, (N,) bytes."""

    def add(self, seen: np.ndarray) -> None:
        self._values.append(seen)

    def measure(self) -> Measurement:
        values = np.concatenate([np.empty(0, "S1"), *self._values])
        distinct, counts = np.unique(values, return_counts=True)
        repeated = [value.decode("utf-8", "replace") for value in distinct[counts > 1].tolist()]
        return self.none_of(len(values) - len(distinct), repeated)


class UniqueVideos(Distinct):
    """No two videos have the same pixels."""

    name = "unique_videos"
    promise = "no two videos are equal"

    def see(self, batch: Batch) -> np.ndarray:
        return np.array([digest for digest in batch.video_digests if digest], dtype="S32")


class DisjointSplits(Distinct):
    """A sample is in one split only, and there once."""

    name = "disjoint_splits"
    promise = "no sample stands in the dataset twice, in two splits or in one"

    def see(self, batch: Batch) -> np.ndarray:
        return np.array([name.encode() for name in batch.sample_ids], dtype="S")


class SplitMembership(FaultCount):
    """A sample is where its index puts it, whatever the size of the dataset."""

    name = "split_membership"
    promise = "every sample is in the split that its class and index put it in"

    def faults(self, batch: Batch) -> np.ndarray:
        expected = np.full(len(batch), -1)
        for class_name in set(batch.class_names):
            own = batch.class_names == class_name
            expected[own] = split_of(batch.config, class_name, batch.indices[own])
        return expected != batch.split
