"""Checks of the rows: how many of each class are in each split, what they are called, and that none occurs twice."""

from collections import Counter
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from curveball.config.model import Config
from curveball.dataset.splits import ALL_SPLITS, TWINS, split_counts, split_names, split_of
from curveball.dataset.twin_plan import Twin, planned_twins
from curveball.generation.schema import TWIN_COLUMNS, sample_id
from curveball.validation import outcome
from curveball.validation.batch import Batch
from curveball.validation.check import NO_FAULT, FaultyRows, RowCheck, Value
from curveball.validation.repeats import Records, Repeats, key_of, keyed, merged

_NAME = "S40"
"""Type of the identifiers that are kept as examples: longer ones, which only damaged rows have, are cut."""
_MAX_HIDDEN_PX = 1.0
"""How far apart two balls with the same pixels can be: less than a pixel, for balls of any size."""


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
            for split, count in zip(split_names(config), split_counts(config, class_name), strict=False)
        }
        self._splits = split_names(config)
        self._expected |= Counter((TWINS, twin.own_class) for twin in planned_twins(config))
        self._found: Counter[tuple[str, str]] = Counter()

    def map(self, batch: Batch) -> Counter[tuple[str, str]]:
        """Count rows by split and class."""
        return Counter((ALL_SPLITS[batch.split], class_name) for class_name in batch.class_names.tolist())

    def update(self, partial: Counter[tuple[str, str]]) -> None:
        """Add the counts."""
        self._found.update(partial)

    def compute(self) -> Value:
        """Return the largest difference over all splits and classes."""
        cells = self._expected.keys() | self._found.keys()
        difference = max(abs(self._expected.get(cell, 0) - self._found[cell]) for cell in cells)
        class_names = sorted({class_name for _, class_name in cells})
        counts = {split: {name: self._found[split, name] for name in class_names} for split in self._splits}
        return Value(number=difference, details=outcome.RowCounts(counts=counts))


class ClassBalance(RowCheck[Counter[str]]):
    """Compares the sizes of the classes with each other, beyond the differences that are configured."""

    name = "class_balance"
    description = "All classes have the same number of samples, or differ as the configuration says."
    quantity = "rows in the largest class minus rows in the smallest class, beyond the configured difference"
    bound = NO_FAULT

    def __init__(self, config: Config):
        self._expected = config.class_counts
        self._found = Counter(dict.fromkeys(config.classes, 0))

    def map(self, batch: Batch) -> Counter[str]:
        """Count rows by class; twins do not count, as their classes take turns."""
        return Counter() if batch.has_twins else Counter(batch.class_names.tolist())

    def update(self, partial: Counter[str]) -> None:
        """Add the counts."""
        self._found.update(partial)

    def compute(self) -> Value:
        """Return the largest surplus of a class minus the smallest one."""
        surpluses = [count - self._expected.get(name, 0) for name, count in self._found.items()]
        return Value(number=max(surpluses) - min(surpluses), details=outcome.ClassCounts(counts=dict(self._found)))


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
        if batch.has_twins:
            names = list(map(_name_of_twin, batch.sample_ids, names, *map(batch.texts, TWIN_COLUMNS)))
        return np.asarray((labels != batch.column("label")) | (np.array(names) != np.array(batch.sample_ids)))


def _name_of_twin(name: str, own: str, twin_of: str, twin_kind: str) -> str:
    """Return the identifier that a twin should have, by its identifier and other columns; "" if they disagree."""
    twin = Twin.parse(name) if name.count("-") == 2 else None
    if twin is None or (twin.original, twin.kind) != (twin_of, twin_kind):
        return ""
    return name if sample_id(twin.own_class, twin.index) == own else ""


class SplitAssignment(FaultyRows):
    """Compares the split of each row with the one that its class and index are assigned to."""

    name = "split_assignment"
    description = "Each sample is in the split that its class and index are assigned to."
    quantity = "rows in a wrong split"

    def faults(self, batch: Batch) -> NDArray[np.bool_]:
        """Return the rows that belong into another split."""
        if batch.has_twins:
            planned = {twin.name for twin in planned_twins(batch.config)}
            return np.array([name not in planned for name in batch.sample_ids])
        expected = np.full(len(batch), -1)
        for class_name in set(batch.class_names):
            own = batch.is_of_class(class_name)
            expected[own] = split_of(batch.config, class_name, batch.indices[own])
        return np.asarray(expected != batch.split)


class UniqueSamples(RowCheck[Records]):
    """Looks for identifiers that occur twice, in one split or in two."""

    name = "unique_samples"
    description = "No sample occurs twice, either within a split or across splits."
    quantity = "rows that repeat a sample_id"
    bound = NO_FAULT

    def __init__(self) -> None:
        self._records = Repeats()

    def map(self, batch: Batch) -> Records:
        """Return a record per row: the digest of its identifier, and the beginning of the identifier."""
        names = np.array([name.encode() for name in batch.sample_ids], dtype=_NAME)
        return keyed(list(map(key_of, batch.sample_ids)), name=names)

    def update(self, partial: Records) -> None:
        """Keep the records."""
        self._records.add(partial)

    def condense(self, partials: list[Records]) -> list[Records]:
        """Merge the records."""
        return [merged(partials)] if partials else []

    def compute(self) -> Value:
        """Return the number of rows that repeat the identifier of another one."""
        repeated, names = 0, set[bytes]()
        for group in self._records.find():
            repeated += len(group) - _count_keys(group)
            names.update(group["name"].tolist())
        return Value(number=repeated, examples=_texts(sorted(names)))


class UniqueVideos(RowCheck[Records]):
    """Looks for videos that occur twice, in one split or in two.

    Two different samples may by chance be so similar that their pixels are the same, above all in small frames. They
    are not counted: their stored balls differ, by no more than pixels may hide.
    """

    name = "unique_videos"
    description = "No two videos have the same pixels, except where two balls happen to move almost alike."
    quantity = "videos that repeat another one"
    bound = NO_FAULT

    def __init__(self) -> None:
        self._records = Repeats()

    def map(self, batch: Batch) -> Records:
        """Return a record per video that can be decoded.

        It has the digest of the pixels and, shape (6,), the stored column, row and radius of the ball in px in the
        first and the last frame.
        """
        rows = [row for row, digest in enumerate(batch.video_digests) if digest]
        centers, radii = batch.trajectory_2d, batch.radius_px
        balls = np.column_stack([centers[:, 0], centers[:, -1], radii[:, [0, -1]]])[rows]
        return keyed([bytes.fromhex(batch.video_digests[row] or "") for row in rows], ball=balls)

    def update(self, partial: Records) -> None:
        """Keep the records."""
        self._records.add(partial)

    def condense(self, partials: list[Records]) -> list[Records]:
        """Merge the records."""
        return [merged(partials)] if partials else []

    def compute(self) -> Value:
        """Return the number of rows that repeat the video of another one."""
        repeated, digests = 0, set[str]()
        for group in self._records.find():
            group = group[np.lexsort((*group["ball"].T, group["low"], group["high"]))]
            is_same = (np.diff(group["high"]) == 0) & (np.diff(group["low"]) == 0)
            with np.errstate(invalid="ignore"):  # for numbers that are not finite, which other checks report
                difference = np.abs(np.diff(group["ball"], axis=0)).max(axis=1)
            found = group[1:][is_same & ~((difference > 0) & (difference <= _MAX_HIDDEN_PX))]
            repeated += len(found)
            digests.update(f"{high:016x}{low:016x}" for high, low in zip(found["high"], found["low"], strict=True))
        return Value(number=repeated, examples=sorted(digests))


def _count_keys(group: Records) -> int:
    """Return the number of different keys of sorted records."""
    return 1 + int(np.count_nonzero((np.diff(group["high"]) != 0) | (np.diff(group["low"]) != 0)))


def _texts(values: Iterable[bytes]) -> list[str]:
    return [value.decode("utf-8", "replace") for value in values]
