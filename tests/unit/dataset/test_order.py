"""The order of samples is that of the files, and fresh samples continue the splits."""

import numpy as np
import pyarrow.parquet as pq
import pytest

from curveball.config.errors import CurveballError
from curveball.config.loading import parse_config
from curveball.dataset import order
from curveball.dataset.order import class_order, epoch_order, sample_order
from curveball.dataset.splits import SPLITS, split_of


def test_the_order_is_that_of_the_files(made):
    for split in SPLITS:
        tables = [
            pq.read_table(path, columns=["label", "index"]) for path in sorted(made.folder.glob(f"data/{split}*"))
        ]
        classes, indices = sample_order(made.config, split)
        assert classes.tolist() == [label for table in tables for label in table["label"].to_pylist()]
        assert indices.tolist() == [index for table in tables for index in table["index"].to_pylist()]


@pytest.mark.parametrize("ranges", [1, 5, 1 << 14])
def test_any_rows_have_the_classes_that_they_have_among_all(monkeypatch, ranges):
    config = parse_config({"samples_per_class": {"linear": 300, "circular": 20, "helical": 1, "parabolic": 150}})
    whole = sample_order(config, "train")[0]
    monkeypatch.setattr(order, "_RANGES", ranges)
    monkeypatch.setattr(order, "_ROWS_AT_A_TIME", 70)
    for first, stop in ((0, None), (0, 1), (17, 17), (100, 250), (len(whole) - 1, len(whole))):
        found = class_order(config, "train", first, stop)
        assert found.classes.tolist() == whole[first:stop].tolist()
        if len(found.classes):
            assert found.before.tolist() == np.bincount(whole[:first], minlength=4).tolist()


def test_fresh_samples_are_new_and_of_the_same_split(made):
    count = made.config.samples_per_class
    classes, indices = sample_order(made.config, "train", fresh=3)

    assert (indices.min(), indices.max()) >= (3 * count, 3 * count)
    assert indices.max() < 4 * count
    for number, name in enumerate(made.config.classes):
        own = indices[classes == number]
        assert (np.diff(own) > 0).all()
        assert (split_of(made.config, name, own) == 0).all()
    assert classes[:40].tolist() != sample_order(made.config, "train")[0][:40].tolist()


def test_every_epoch_has_its_own_order_of_all_positions():
    orders = [epoch_order(50, epoch, seed).tolist() for epoch, seed in ((0, 0), (1, 0), (0, 1))]

    assert [sorted(order) for order in orders] == [list(range(50))] * 3
    assert orders[0] != orders[1] != orders[2]
    assert epoch_order(50, 1).tolist() == orders[1]


@pytest.mark.parametrize("seed", [-1, 2**63])
def test_a_seed_that_there_is_not_is_refused(seed):
    with pytest.raises(CurveballError, match=f"seed: found {seed}, expected 0 to 9223372036854775807"):
        epoch_order(10, epoch=0, seed=seed)
    with pytest.raises(TypeError):
        epoch_order(10, epoch=1.0)
