"""The shards of a class are read in order, from where the rows that are wanted begin."""

import numpy as np
import pytest

from curveball.config.loading import parse_config
from curveball.dataset import layout
from curveball.dataset.shard_reading import ClassReader, ShardError
from curveball.dataset.splits import split_of
from curveball.generation.columns import to_numpy
from curveball.generation.shards import write_shard

CONFIG = parse_config(
    {
        "frames": 1,
        "height": 16,
        "width": 16,
        "samples_per_class": 1300,
        "samples_per_shard": 700,
        "classes": {"linear": {}},
    }
)
OWN = [np.flatnonzero(split_of(CONFIG, "linear", np.arange(1300)) == split) for split in range(3)]


@pytest.fixture(scope="module")
def shards(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shards")
    pairs = [(shard, folder / f"{shard.number}") for shard in layout.shards(CONFIG)]
    for shard, path in pairs:
        write_shard(CONFIG, "linear", shard.first, shard.count, path, lambda done: None)
    return pairs


def reader(shards, first: int, wanted) -> ClassReader:
    return ClassReader(CONFIG, "linear", shards, first, np.array(wanted))


@pytest.mark.parametrize(("first", "skipped"), [(0, 0), (600, 0), (699, 0), (700, 1), (1290, 1)])
def test_the_rows_that_are_wanted_are_handed_out_in_order(shards, first, skipped):
    wanted = [(np.searchsorted(own, first), np.searchsorted(own, 1299)) for own in OWN]
    found = reader(shards[skipped:], first, wanted)
    for split in (2, 0, 1):
        start, stop = wanted[split]
        indices = to_numpy(found.take(split, stop - start)["index"]) if stop > start else []
        assert list(indices) == OWN[split][start:stop].tolist()
    assert set(found.fingerprints) <= {shard.file for shard, _ in shards[skipped:]}


def test_row_groups_before_the_first_index_are_not_read(shards, monkeypatch):
    found = reader(shards, 600, [(500, 510), (0, 0), (0, 0)])
    distributed = []
    monkeypatch.setattr(found, "_distribute", lambda batch: distributed.append(batch["index"][0].as_py()))
    with pytest.raises(ShardError, match="end after"):
        found.take(0, 10)
    assert distributed[0] == 512


def test_a_range_that_begins_too_late_is_refused(shards):
    with pytest.raises(ShardError, match="needs an earlier shard than expected"):
        reader(shards, 1200, [(10, 20), (0, 0), (0, 0)]).take(0, 10)
