"""PyTorch: a sampler and a loader that resume exactly. A Dataset or a Stream is a map-style dataset as it is.

>>> train = curveball.Dataset("results/dataset", "train", columns=["video", "label"], layout="TCHW", dtype="float32")
>>> loader = DataLoader(train, batch_size=64, sampler=ShufflingSampler(train), num_workers=2)
>>> faster = Loader(train, batch_size=64, num_workers=2)  # decodes or renders whole batches

The order of an epoch depends on the seed and the epoch only. Rank r of n takes every n-th sample of it, from the r-th
on, so neither the number of workers nor that of ranks changes the order, and a run may continue with other numbers.

This module needs PyTorch: `pip install 'curveball[torch]'`.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch.utils.data import DataLoader, IterableDataset, Sampler, get_worker_info

from curveball.config.errors import CurveballError
from curveball.dataset.order import epoch_order
from curveball.dataset.reader import Dataset
from curveball.dataset.sample_rows import Sample
from curveball.dataset.stream import Stream

_OPTIONS_OF_BATCHES = ("shuffle", "fresh", "seed", "rank", "world_size")


class _Epochs:
    """Which positions a rank takes in which order, epoch by epoch, and how far it has come."""

    def __init__(self, length: int, shuffle: bool, seed: int, rank: int | None, world_size: int | None):
        self.epoch = 0
        self._length, self._shuffle, self._seed = length, shuffle, seed
        self._rank, self._world_size = _place(rank, world_size)
        self._start = self._position = 0
        self._has_begun = False

    def __len__(self) -> int:
        """Return how many samples this rank takes in this epoch, from where it was continued."""
        return -(-(self._length - self._start) // self._world_size)

    def set_epoch(self, epoch: int) -> None:
        """Let the next iteration be that of an epoch, from its beginning unless it is the one to be continued."""
        if epoch != self.epoch or self._has_begun:
            self.load_state_dict({"epoch": epoch, "position": 0})

    def state_dict(self) -> dict[str, int]:
        """Return the epoch, and how many of its samples all ranks together have taken."""
        if self._position >= self._length:
            return {"epoch": self.epoch + 1, "position": 0}
        return {"epoch": self.epoch, "position": self._position}

    def load_state_dict(self, state: Mapping[str, int]) -> None:
        """Let the next iteration continue from a state, whatever the number of ranks was.

        Raises:
            CurveballError: The state is that of a dataset with more samples.
        """
        epoch, position = state["epoch"], state["position"]
        if not 0 <= position <= self._length:
            raise CurveballError(
                f"state: found position {position}, expected 0 to {self._length}, the number of samples"
            )
        self.epoch, self._start, self._position, self._has_begun = epoch, position, position, False

    def _begin(self) -> None:
        """Go to the next epoch, unless this one was not begun."""
        if self._has_begun:
            self.load_state_dict({"epoch": self.epoch + 1, "position": 0})
        self._has_begun = True

    def _share(self) -> NDArray[np.int64]:
        """Return what this rank takes. The last round begins anew where the ranks would not get equally many."""
        order = epoch_order(self._length, self.epoch, self._seed) if self._shuffle else np.arange(self._length)
        rest = order[self._start :]
        return np.resize(rest, len(self) * self._world_size)[self._rank :: self._world_size] if len(rest) else rest


class ShufflingSampler(_Epochs, Sampler[int]):
    """The positions of samples in another order in every epoch. Each iteration is an epoch."""

    def __init__(
        self, source: Dataset | Stream, *, seed: int = 0, rank: int | None = None, world_size: int | None = None
    ):
        """Prepare the first epoch.

        Args:
            source: The samples.
            seed: Seed of the order.
            rank: Number of this process among those that share an epoch; None for that of `torch.distributed`.
            world_size: Number of these processes.
        """
        super().__init__(len(source), True, seed, rank, world_size)

    def __iter__(self) -> Iterator[int]:
        self._begin()
        for position in self._share().tolist():
            self._position += self._world_size
            yield position

    def state_dict(self, used: int | None = None) -> dict[str, int]:
        """Return the epoch, and how many of its samples all ranks together have taken.

        Args:
            used: How many samples this process has used since the iteration began. A DataLoader with workers takes
                samples before they are used, so it needs this number. None for the number that was taken.
        """
        if used is not None:
            self._position = self._start + used * self._world_size
        return super().state_dict()


class Batches(IterableDataset[Sample]):
    """The batches of an epoch, decoded or rendered together: `DataLoader(Batches(train, 64), batch_size=None)`.

    Workers take turns batch by batch, so their number does not change the order. `set_epoch` selects the epoch, for
    workers that persist as well.
    """

    def __init__(
        self,
        source: Dataset | Stream,
        batch_size: int,
        *,
        shuffle: bool = True,
        fresh: bool = False,
        seed: int = 0,
        rank: int | None = None,
        world_size: int | None = None,
    ):
        """Prepare the first epoch.

        Args:
            source: The samples.
            batch_size: Number of samples in a batch; the last may have fewer.
            shuffle: Whether every epoch has another order.
            fresh: Whether every epoch of a Stream has other samples, those of `Stream.fresh(epoch)`, in their order.
            seed: As for ShufflingSampler.
            rank: As for ShufflingSampler.
            world_size: As for ShufflingSampler.

        Raises:
            CurveballError: Only a whole Stream has fresh samples; a batch has at least one sample.
        """
        if batch_size < 1:
            raise CurveballError(f"batch_size: found {batch_size}, expected at least 1")
        if fresh and not isinstance(source, Stream):
            raise CurveballError("fresh: a dataset in files has the same samples in every epoch; use a Stream")
        self._source, self._batch_size, self._is_fresh = source, batch_size, fresh
        self._shuffle, self._seed = shuffle and not fresh, seed
        self._rank, self._world_size = _place(rank, world_size)
        # Epoch and start. In shared memory, because workers that persist get no other copy of this object.
        self._selected = torch.zeros(2, dtype=torch.int64).share_memory_()
        self.set_epoch(0)

    def set_epoch(self, epoch: int, start: int = 0) -> None:
        """Select an epoch.

        Args:
            epoch: Number of the epoch, from 0.
            start: How many of its samples all ranks together have used.

        Raises:
            CurveballError: The epoch has fewer samples.
        """
        self._selected[:] = torch.tensor([epoch, start])
        self._epoch()

    def samples(self) -> Dataset | Stream:
        """Return all samples of the epoch, in the order of the files."""
        whole = self._source
        return whole.fresh(int(self._selected[0])) if self._is_fresh and isinstance(whole, Stream) else whole

    def __len__(self) -> int:
        return -(-len(self._epoch()) // self._batch_size)

    def __iter__(self) -> Iterator[Sample]:
        worker = get_worker_info()
        share = self._epoch()._share()
        if worker is not None:
            batches = np.arange(len(share)) // self._batch_size
            share = share[batches % worker.num_workers == worker.id]
        samples: Dataset | Stream = self.samples()[share.tolist()]
        return samples.batches(self._batch_size, threads=None if worker is None else 1)

    def _epoch(self) -> _Epochs:
        """Return which samples this rank takes."""
        epoch, start = self._selected.tolist()
        epochs = _Epochs(len(self.samples()), self._shuffle, self._seed, self._rank, self._world_size)
        epochs.load_state_dict({"epoch": epoch, "position": start})
        return epochs


class Loader:
    """Batches of tensors, epoch by epoch, from worker processes, with an exact state.

    An iteration ends with its epoch. One that was left early is continued by the next, as if from its state.
    """

    def __init__(self, source: Dataset | Stream, batch_size: int, *, num_workers: int = 0, **options: Any):
        """Prepare the first epoch.

        Args:
            source: The samples.
            batch_size: Number of samples in a batch of this rank.
            num_workers: Number of worker processes.
            options: `shuffle`, `fresh`, `seed`, `rank` and `world_size` as for Batches; others are those of DataLoader.
        """
        own = {name: options.pop(name) for name in _OPTIONS_OF_BATCHES if name in options}
        self._batches = Batches(source, batch_size, **own)
        self._options = options | {"num_workers": num_workers}
        self._state = {"epoch": 0, "position": 0}

    def __len__(self) -> int:
        self._batches.set_epoch(self._state["epoch"], self._state["position"])
        return len(self._batches)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        epoch, position = self._state["epoch"], self._state["position"]
        self._batches.set_epoch(epoch, position)
        length, world_size = len(self._batches.samples()), self._batches._world_size
        for batch in DataLoader(self._batches, batch_size=None, **self._options):
            position += len(next(iter(batch.values()))) * world_size
            is_last = position >= length
            self._state = {"epoch": epoch + is_last, "position": 0 if is_last else position}
            yield batch

    def state_dict(self) -> dict[str, int]:
        """Return the epoch, and how many of its samples all ranks together have used."""
        return dict(self._state)

    def load_state_dict(self, state: Mapping[str, int]) -> None:
        """Let the next iteration continue from a state, whatever the numbers of ranks and workers were.

        Raises:
            CurveballError: The state is that of a dataset with more samples.
        """
        self._batches.set_epoch(state["epoch"], state["position"])
        self._state = dict(state)


def _place(rank: int | None, world_size: int | None) -> tuple[int, int]:
    """Return the number of this process and the number of all; those of `torch.distributed` if they are not given."""
    distributed = torch.distributed
    is_on = distributed.is_available() and distributed.is_initialized()
    if rank is None:
        rank = distributed.get_rank() if is_on else 0
    if world_size is None:
        world_size = distributed.get_world_size() if is_on else 1
    if world_size < 1:
        raise CurveballError(f"world_size: found {world_size}, expected at least 1")
    if not 0 <= rank < world_size:
        raise CurveballError(f"rank: found {rank}, expected 0 to {world_size - 1} for a world size of {world_size}")
    return rank, world_size
