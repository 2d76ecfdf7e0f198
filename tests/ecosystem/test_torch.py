"""PyTorch: the same samples whatever the number of workers and ranks, and runs that continue exactly."""

import itertools
import pickle

import numpy as np
import pytest
import torch
from torch.utils.data import DataLoader

from curveball.config.errors import CurveballError
from curveball.dataset.reader import Dataset
from curveball.dataset.stream import Stream
from curveball.torch import Batches, Loader, ShufflingSampler

pytestmark = pytest.mark.filterwarnings("ignore:This DataLoader will create 4 worker processes")  # for two cores
METHODS = [(0, None), (1, "fork"), (4, "fork"), (1, "spawn"), (4, "forkserver")]


@pytest.fixture(scope="module", params=["files", "stream"])
def train(made, request) -> Dataset | Stream:
    options = {"columns": ["sample_id", "label", "video"], "layout": "TCHW", "dtype": "float32"}
    if request.param == "files":
        return Dataset(made.folder, "train", **options)
    return Stream(made.config, "train", **options)


def ids(batches) -> list[str]:
    return [name for batch in batches for name in batch["sample_id"]]


def test_default_collation_works_with_all_columns(made):
    dataset = Dataset(made.folder)
    batch = next(iter(DataLoader(dataset, batch_size=6)))

    assert list(batch) == dataset.schema.names
    assert (batch["video"].shape, batch["video"].dtype) == ((6, 16, 64, 64, 3), torch.uint8)
    assert (batch["label"].dtype, batch["helical_radius_m"].dtype) == (torch.int64, torch.float64)
    for name in ("description", "questions"):
        assert batch[name] == [sample[name] for sample in dataset[:6]]
    assert batch["helical_radius_m"].isnan().tolist() == [name != "helical" for name in batch["class_name"]]


@pytest.mark.parametrize(("workers", "method"), METHODS)
def test_workers_give_the_same_samples(train, workers, method):
    options = {"num_workers": workers, "multiprocessing_context": method}
    plain = list(DataLoader(train, batch_size=10, sampler=ShufflingSampler(train), **options))
    whole = list(Loader(train, 10, **options))

    assert ids(plain) == ids(whole) == [sample["sample_id"] for sample in train.shuffled(0)]
    for batches in (plain, whole):
        assert [len(batch["label"]) for batch in batches] == [10] * 7 + [8]
        np.testing.assert_array_equal(batches[7]["video"].numpy(), train.shuffled(0).batch(range(70, 78))["video"])


def test_every_epoch_of_a_sampler_has_another_order(train):
    sampler = ShufflingSampler(train)
    epochs = [list(sampler) for _ in range(3)]

    assert epochs == [list(ShufflingSampler(train[::1], seed=0)), *epochs[1:]]
    assert len({tuple(epoch) for epoch in epochs}) == 3
    sampler.set_epoch(1)
    assert list(sampler) == epochs[1]


@pytest.mark.parametrize("taken", [0, 1, 37, 78, 100])
def test_a_sampler_continues_exactly(train, taken):
    whole = ShufflingSampler(train)
    positions = itertools.chain(whole, whole, whole)
    list(itertools.islice(positions, taken))
    state = pickle.loads(pickle.dumps(whole.state_dict()))  # noqa: S301
    continued = ShufflingSampler(train)
    continued.load_state_dict(state)
    continued.set_epoch(state["epoch"])

    assert len(continued) == 78 - taken % 78
    assert list(itertools.chain(continued, continued))[:80] == list(itertools.islice(positions, 80))


def test_a_sampler_can_be_told_how_much_was_used(train):
    sampler = ShufflingSampler(train)
    batches = iter(DataLoader(train, batch_size=5, sampler=sampler, num_workers=2))
    used = ids([next(batches), next(batches)])
    state = sampler.state_dict(used=10)
    continued = ShufflingSampler(train)
    continued.load_state_dict(state)

    assert state == {"epoch": 0, "position": 10}
    assert used + ids(DataLoader(train, sampler=continued, batch_size=5)) == ids(Loader(train, 78))


@pytest.mark.parametrize("world_size", [2, 3, 4])
def test_ranks_share_an_epoch_in_its_order(train, world_size):
    order = list(ShufflingSampler(train))
    shares = [list(ShufflingSampler(train, rank=rank, world_size=world_size)) for rank in range(world_size)]

    assert {len(share) for share in shares} == {-(-78 // world_size)}
    rounds = [position for positions in zip(*shares, strict=True) for position in positions]
    assert rounds == (order + order)[: len(rounds)]


def test_a_run_continues_with_another_number_of_ranks_and_workers(train):
    order = ids(Loader(train, 78))
    ranks = [Loader(train, 4, rank=rank, world_size=3) for rank in range(3)]
    first = [list(itertools.islice(loader, 5)) for loader in ranks]
    states = [loader.state_dict() for loader in ranks]
    others = [Loader(train, 3, rank=rank, world_size=2, num_workers=rank) for rank in range(2)]
    for loader in others:
        loader.load_state_dict(states[0])
    second = [ids(loader) for loader in others]

    assert states == [{"epoch": 0, "position": 60}] * 3
    assert [name for names in zip(*map(ids, first), strict=True) for name in names] == order[:60]
    assert [name for names in zip(*second, strict=True) for name in names] == order[60:]
    assert others[0].state_dict() == {"epoch": 1, "position": 0}
    assert len(others[0]) == 13


@pytest.mark.parametrize("workers", [0, 2])
def test_a_loader_continues_exactly(train, workers):
    expected = [ids(Loader(train, 8)), []]
    loader = Loader(train, 8, num_workers=workers)
    before = ids(itertools.islice(loader, 4))
    state = loader.state_dict()
    continued = Loader(train, 8, num_workers=workers)
    continued.load_state_dict(state)

    assert len(continued) == 6
    assert before + ids(continued) == expected[0]
    assert ids(continued) == [sample["sample_id"] for sample in train.shuffled(1)]


def test_files_can_be_read_in_their_own_order(train):
    assert ids(Loader(train, 8, shuffle=False)) == [sample["sample_id"] for sample in train]


def test_a_stream_has_fresh_samples_in_every_epoch(made):
    stream = Stream(made.config, "train", columns=["sample_id", "video"])
    loader = Loader(stream, 16, fresh=True, num_workers=2)
    epochs = [ids(loader) for _ in range(3)]

    assert epochs == [[sample["sample_id"] for sample in stream.fresh(number)] for number in range(3)]
    assert len(set(sum(epochs, []))) == sum(map(len, epochs))  # noqa: RUF017
    with pytest.raises(CurveballError, match="the same samples in every epoch; use a Stream"):
        Batches(Dataset(made.folder), 16, fresh=True)


def test_an_iterable_dataset_of_batches(train):
    batches = Batches(train, 8)
    batches.set_epoch(2)
    loader = DataLoader(batches, batch_size=None, num_workers=1)

    assert len(loader) == 10
    assert ids(loader) == [sample["sample_id"] for sample in train.shuffled(2)]


def test_a_rank_that_there_is_not_is_refused(train):
    with pytest.raises(CurveballError, match="rank: found 2, expected 0 to 1 for a world size of 2"):
        ShufflingSampler(train, rank=2, world_size=2)


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_workers_that_persist_know_the_epoch(train, method):
    batches = Batches(train, 16)
    loader = DataLoader(
        batches, batch_size=None, num_workers=2, persistent_workers=True, multiprocessing_context=method
    )
    for epoch in range(2):
        batches.set_epoch(epoch)
        assert ids(loader) == [sample["sample_id"] for sample in train.shuffled(epoch)]


def test_a_state_of_another_dataset_is_refused(train):
    for resumed in (ShufflingSampler(train[:5]), Loader(train[:5], 2)):
        with pytest.raises(CurveballError, match="state: found position 6, expected 0 to 5"):
            resumed.load_state_dict({"epoch": 0, "position": 6})


@pytest.mark.parametrize("size", [0, -1])
def test_a_batch_has_at_least_one_sample(train, size):
    with pytest.raises(CurveballError, match=f"batch_size: found {size}, expected at least 1"):
        Loader(train, size)


def test_a_part_of_a_stream_has_no_fresh_samples(made):
    with pytest.raises(CurveballError, match="only a whole stream has other samples"):
        Loader(Stream(made.config, "train")[::2], 8, fresh=True)
