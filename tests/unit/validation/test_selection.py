"""The same samples are selected by every process, in any order."""

import numpy as np
import pytest

from curveball.config.loading import parse_config
from curveball.dataset.splits import SPLITS
from curveball.validation.selection import Selection

TRAIN, VALIDATION, TEST = range(len(SPLITS))


def selection(**settings) -> Selection:
    return Selection(parse_config(settings))


@pytest.mark.parametrize(
    ("settings", "count"),
    [
        ({}, 100),
        ({"checks": {"regenerated_fraction": 0.5}}, 3750),
        ({"classes": {"linear": {}}}, 400),
        ({"samples_per_class": 7}, 7),
    ],
    ids=str,
)
def test_a_fraction_of_each_class_is_regenerated_but_not_too_few(settings, count):
    config = parse_config(settings)
    assert Selection(config).is_regenerated("linear", np.arange(config.samples_per_class)).sum() == count


def test_the_selection_does_not_depend_on_what_else_is_asked_for():
    indices = np.arange(500)
    together = selection().is_regenerated("helical", indices)
    alone = [selection().is_regenerated("helical", indices[k : k + 1])[0] for k in range(0, 500, 25)]
    assert together[::25].tolist() == alone


def test_classes_and_seeds_have_different_selections():
    indices = np.arange(7500)
    linear = selection().is_regenerated("linear", indices)
    assert (linear != selection().is_regenerated("helical", indices)).any()
    assert (linear != selection(seed=43).is_regenerated("linear", indices)).any()


@pytest.mark.parametrize(("split", "most"), [(TRAIN, 9000), (VALIDATION, 3000), (TEST, 3000)])
def test_a_fraction_of_a_large_dataset_is_probed(split, most):
    probed = selection().is_probed(split, np.arange(7500))
    fraction = {TRAIN: 9000 / 24_000, VALIDATION: 1, TEST: 1}[split]
    assert probed.mean() == pytest.approx(fraction, abs=1e-3)
    assert most == 0 or probed.any()


def test_all_of_a_small_dataset_is_probed():
    assert selection(samples_per_class=300).is_probed(TRAIN, np.arange(300)).all()


@pytest.mark.parametrize("samples_per_shard", [4, 7, 50, 1000])
def test_every_shard_has_a_regenerated_sample(samples_per_shard):
    config = parse_config({"samples_per_class": 2000, "samples_per_shard": samples_per_shard})
    indices = np.arange(2000)
    for class_name in config.classes:
        regenerated = indices[Selection(config).is_regenerated(class_name, indices)]
        assert set(regenerated // samples_per_shard) == set(indices // samples_per_shard)


def test_the_cut_into_shards_only_adds_regenerated_samples():
    few, many = (
        Selection(parse_config({"samples_per_class": 2000, "samples_per_shard": count})) for count in (2000, 10)
    )
    indices = np.arange(2000)
    assert set(indices[few.is_regenerated("linear", indices)]) < set(indices[many.is_regenerated("linear", indices)])
