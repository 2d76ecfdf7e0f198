"""The dataset as a stream: samples are generated when they are asked for, and nothing is stored."""

import itertools
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import DTypeLike, NDArray

from curveball.config.errors import CurveballError
from curveball.config.model import Config
from curveball.dataset.order import sample_order
from curveball.dataset.rendered_videos import RenderedVideos
from curveball.dataset.sample_format import Layout, SampleFormat
from curveball.dataset.sample_generator import SampleGenerator
from curveball.dataset.sample_rows import Sample
from curveball.dataset.sample_sequence import Part, SampleSequence
from curveball.dataset.splits import TWINS, split_names
from curveball.dataset.subsets import Subset
from curveball.dataset.twin_plan import Twin, planned_twins
from curveball.generation.columns import fixed_size_lists
from curveball.generation.memory import rows_per_group
from curveball.generation.schema import dataset_schema


class _Order(NamedTuple):
    """Which sample each row of a stream is, shape (rows,) each."""

    classes: NDArray[np.int16]
    indices: NDArray[np.int64]
    variants: NDArray[np.object_]
    """Which twin of the sample it is; "" for the sample itself."""


class Stream(SampleSequence[RenderedVideos]):
    """The samples of a dataset, generated on the fly: `Stream(config, split="train")[0]["video"]`.

    A stream behaves like the Dataset that the pipeline makes of this configuration: the same samples, equal to the bit,
    in the same order. It also has samples beyond: `fresh` and `endless`. Nothing is read, written or kept.

    >>> stream = curveball.Stream(config, split="train")
    >>> stream[0]["sample_id"] == train[0]["sample_id"]
    True

    A copy can be sent to another process. Threads may share a stream.
    """

    def __init__(
        self,
        config: Config,
        split: str | None = None,
        *,
        columns: Iterable[str] | None = None,
        layout: Layout = "THWC",
        dtype: DTypeLike = np.uint8,
        fold: tuple[int, int] | None = None,
        complement: bool = False,
        shots: int | None = None,
    ):
        """Prepare a stream.

        Args:
            config: The configuration.
            split: "train", "validation" or "test", or "test_shifted" or "twins" if the configuration has it; None
                for all.
            columns: Names of the columns; None for all. Without `equation`, `description` and `digest`, samples take
                a quarter less time.
            layout: Order of the axes of a video: "THWC", or "TCHW" as PyTorch has them.
            dtype: Type of the pixels: uint8, or float32 for values from 0 to 1.
            fold: (k, n) for fold k of n, the part to evaluate on: about one nth of each class. None for all.
            complement: Whether to take all other folds instead, the part to train on.
            shots: Number of samples of each class, of those that `split` and `fold` choose. None for all. Those of
                `shots=8` are among those of `shots=16`.

        Raises:
            CurveballError: The dataset has no such split, column, fold or shots. Generating a sample raises it if no
                camera view that the configuration allows shows the curve.
        """
        names = split_names(config)
        if split is not None and split not in names:
            raise CurveballError(f"found the split {split!r}, expected one of: {', '.join(names)}")
        self._config, self._split, self._subset = config, split, Subset.of(fold, complement, shots)
        self._rows_at_a_time = len(config.classes) * rows_per_group(config.video_shape)
        schema = dataset_schema(config)
        self._use(SampleFormat.of(schema, columns, layout, dtype))
        self.schema = self._format.chosen(schema)
        self._set_order(0)

    def fresh(self, number: int) -> "Stream":
        """Return other samples of the same split, none of which is in the dataset.

        There are about as many: the split takes its fraction of the same number of samples of each class.

        Args:
            number: k for the samples whose index within the class is at least k times and less than k + 1 times
                the number of samples of the class. 0 for those of the dataset. Streams with different numbers share no
                sample.

        Raises:
            CurveballError: The number is negative or too large, or this is only a part of a stream: take the part of
                the other samples instead, as in `stream.fresh(1)[rank::ranks]`.
        """
        if isinstance(self._rows, np.ndarray) or self._rows != range(len(self._order.classes)):
            raise CurveballError("only a whole stream has other samples. Take a part of them: stream.fresh(1)[::2]")
        stream = self._part(self._rows)
        stream._set_order(number)
        return stream

    def endless(self, shard: int = 0, shards: int = 1, first: int = 0) -> Iterator[Sample]:
        """Yield samples without end, none of them twice: those of the split, then those of `fresh(1)`, and so on.

        Args:
            shard: Number of this shard, from 0.
            shards: Number of shards. Each of them gets every `shards`-th sample, so that processes share the work.
            first: Number of the first sample of all shards, to continue.

        Raises:
            CurveballError: There is no such shard, the split has no samples, or this is only a part of a stream.
        """
        if not 0 <= shard < shards:
            raise CurveballError(f"shard: found {shard}, expected 0 to {shards - 1} for {shards} shards")
        if first < 0:
            raise CurveballError(f"first: found {first}, expected 0 or more")
        if self._split is not None and not getattr(self._config.splits, self._split):
            raise CurveballError(f"splits.{self._split} is 0: the split has no samples")
        self.fresh(0)
        return self._endless(shard, shards, first)

    def _endless(self, shard: int, shards: int, first: int) -> Iterator[Sample]:
        """Yield the samples of a shard."""
        begin = 0
        for number in itertools.count():
            stream = self.fresh(number)
            start = max(0, first - begin)
            yield from stream[start + (shard - begin - start) % shards :: shards]
            begin += len(stream)

    def _use(self, sample_format: SampleFormat) -> None:
        """Generate samples in a format from now on."""
        self._format, self._generator = sample_format, SampleGenerator(self._config, sample_format)

    def _set_order(self, number: int) -> None:
        splits = split_names(self._config) if self._split is None else (self._split,)
        orders = [self._order_of(split, number) for split in splits]
        order = _Order(*(np.concatenate(values) for values in zip(*orders, strict=True)))
        self._order = order if self._subset.is_everything else self._chosen(order)
        self._rows = range(len(self._order.classes))

    def _chosen(self, order: _Order) -> _Order:
        """Return those samples that the fold and the shots choose."""
        class_names = [list(self._config.classes)[number] for number in order.classes.tolist()]
        twins = list(map(Twin, class_names, order.indices.tolist(), order.variants.tolist()))
        names = [twin.name if twin.variant else twin.original for twin in twins]
        chosen = self._subset.positions(names, [twin.own_class if twin.variant else twin.class_name for twin in twins])
        return _Order(order.classes[chosen], order.indices[chosen], order.variants[chosen])

    def _order_of(self, split: str, number: int) -> _Order:
        if split == TWINS:
            twins, labels = planned_twins(self._config, number), self._config.labels
            return _Order(
                np.array([labels[twin.class_name] for twin in twins], dtype=np.int16),
                np.array([twin.index for twin in twins], dtype=np.int64),
                np.array([twin.variant for twin in twins], dtype=object),
            )
        classes, indices = sample_order(self._config, split, number)
        return _Order(classes, indices, np.full(len(indices), "", dtype=object))

    def _parts(self, rows: NDArray[np.int64]) -> list[Part[RenderedVideos]]:
        """Return some samples by their class."""
        order = self._order
        return self._generator.parts(order.classes[rows], order.indices[rows], order.variants[rows].tolist())

    def _batch_of_pixels(self, parts: list[Part[RenderedVideos]], count: int, threads: int | None) -> Sample:
        """Return the rendered videos of all samples in some parts, and their digests."""
        return self._generator.batch_of_pixels(parts, count)

    def _table(self, names: list[str]) -> pa.Table:
        """Return some columns of all samples, with null for the parameters of other classes."""
        whole = dataset_schema(self._config)
        schema = pa.schema([whole.field(name) for name in names])
        stream = self._part(self._rows)
        stream._use(SampleFormat.of(whole, names))
        tables = [
            pa.table({name: _column(batch[name]) for name in names}, schema=schema)
            for batch in stream.batches(self._rows_at_a_time)
        ]
        return pa.concat_tables([schema.empty_table(), *tables])


def _column(values: NDArray[Any] | list[str]) -> "pa.Array[Any]":
    """Return a column of a table: texts, numbers with null for NaN, or lists."""
    if isinstance(values, list) or values.ndim == 1:
        return pa.array(values, from_pandas=True)
    return fixed_size_lists(values.T)
