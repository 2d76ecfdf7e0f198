"""Checks of the rows: how many of each class are in each split, what they are called, and that none occurs twice."""

from abc import abstractmethod
from collections import Counter

import numpy as np
from numpy.typing import NDArray

from curveball.config.model import Config
from curveball.dataset.splits import SPLITS, split_counts, split_of
from curveball.generation.schema import sample_id
from curveball.validation import outcome
from curveball.validation.batch import Batch
from curveball.validation.check import NO_FAULT, FaultyRows, RowCheck, Value


class RowCounts(RowCheck[Counter[tuple[str, str]]]):
    """Compares the number of rows of each class in each split with the configuration."""

    name = "row_counts"
    description = "Each split has as many samples of each class as the configuration says."
    quantity = "largest difference from the configured number of rows"
    bound = NO_FAULT

    def __init__(self, config: Config):
        self._expected = {
            (split, class_name): int(count)
            for class_name in config.classes
            for split, count in zip(SPLITS, split_counts(config, class_name), strict=True)
        }
        self._found: Counter[tuple[str, str]] = Counter()

    def map(self, batch: Batch) -> Counter[tuple[str, str]]:
        """Count rows by split and class."""
        return Counter((SPLITS[batch.split], class_name) for class_name in batch.class_names.tolist())

    def update(self, partial: Counter[tuple[str, str]]) -> None:
        """Add the counts."""
        self._found.update(partial)

    def compute(self) -> Value:
        """Return the largest difference over all splits and classes."""
        cells = self._expected.keys() | self._found.keys()
        difference = max(abs(self._expected.get(cell, 0) - self._found[cell]) for cell in cells)
        class_names = sorted({class_name for _, class_name in cells})
        counts = {split: {name: self._found[split, name] for name in class_names} for split in SPLITS}
        return Value(number=difference, details=outcome.RowCounts(counts=counts))


class ClassBalance(RowCheck[Counter[str]]):
    """Compares the sizes of the classes."""

    name = "class_balance"
    description = "All classes have the same number of samples."
    quantity = "rows in the largest class minus rows in the smallest class"
    bound = NO_FAULT

    def __init__(self, config: Config):
        self._found = Counter(dict.fromkeys(config.classes, 0))

    def map(self, batch: Batch) -> Counter[str]:
        """Count rows by class."""
        return Counter(batch.class_names.tolist())

    def update(self, partial: Counter[str]) -> None:
        """Add the counts."""
        self._found.update(partial)

    def compute(self) -> Value:
        """Return the largest count minus the smallest one."""
        difference = max(self._found.values()) - min(self._found.values())
        return Value(number=difference, details=outcome.ClassCounts(counts=dict(self._found)))


class Labels(FaultyRows):
    """Compares the label, the class name and the identifier of each row."""

    name = "labels"
    description = "Each label is the number of the row's class, and each sample_id consists of its class and index."
    quantity = "rows whose label, class name and sample_id disagree"

    def faults(self, batch: Batch) -> NDArray[np.bool_]:
        """Return the rows whose label or sample_id is not the one of the class."""
        label_of = batch.config.labels
        labels = np.array([label_of.get(name, -1) for name in batch.class_names])
        names = list(map(sample_id, batch.class_names, batch.indices.tolist()))
        return np.asarray((labels != batch.column("label")) | (np.array(names) != np.array(batch.sample_ids)))


class SplitAssignment(FaultyRows):
    """Compares the split of each row with the one that its class and index are assigned to."""

    name = "split_assignment"
    description = "Each sample is in the split that its class and index are assigned to."
    quantity = "rows in a wrong split"

    def faults(self, batch: Batch) -> NDArray[np.bool_]:
        """Return the rows that belong into another split."""
        expected = np.full(len(batch), -1)
        for class_name in set(batch.class_names):
            own = batch.is_of_class(class_name)
            expected[own] = split_of(batch.config, class_name, batch.indices[own])
        return np.asarray(expected != batch.split)


class Distinct(RowCheck[NDArray[np.bytes_]]):
    """A check that no value occurs twice, in one split or in two."""

    bound = NO_FAULT

    def __init__(self) -> None:
        self._values: list[NDArray[np.bytes_]] = []

    @abstractmethod
    def map(self, batch: Batch) -> NDArray[np.bytes_]:
        """Return what must not occur twice, shape (N,)."""

    def update(self, partial: NDArray[np.bytes_]) -> None:
        """Keep the values."""
        self._values.append(partial)

    def compute(self) -> Value:
        """Return the number of rows that repeat another one."""
        values = np.concatenate([np.empty(0, "S1"), *self._values])
        distinct, counts = np.unique(values, return_counts=True)
        repeated = [value.decode("utf-8", "replace") for value in distinct[counts > 1].tolist()]
        return Value(number=len(values) - len(distinct), examples=repeated)


class UniqueSamples(Distinct):
    """Looks for identifiers that occur twice."""

    name = "unique_samples"
    description = "No sample occurs twice, either within a split or across splits."
    quantity = "rows that repeat a sample_id"

    def map(self, batch: Batch) -> NDArray[np.bytes_]:
        """Return the identifiers."""
        return np.array([name.encode() for name in batch.sample_ids], dtype="S")


class UniqueVideos(Distinct):
    """Looks for videos that occur twice."""

    name = "unique_videos"
    description = "No two videos have the same pixels."
    quantity = "videos that repeat another one"

    def map(self, batch: Batch) -> NDArray[np.bytes_]:
        """Return the digests of the pixels, 32 hexadecimal digits."""
        return np.array([digest for digest in batch.video_digests if digest], dtype="S32")
