"""The same samples are looked at closely, whoever asks, and in any order."""

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
def test_a_part_of_each_class_is_audited_but_not_too_few(settings, count):
    config = parse_config(settings)
    assert Selection(config).is_audited("linear", np.arange(config.samples_per_class)).sum() == count


def test_what_is_audited_does_not_depend_on_who_asks_nor_on_what_else_is_asked_for():
    indices = np.arange(500)
    together = selection().is_audited("helical", indices)
    alone = [selection().is_audited("helical", indices[k : k + 1])[0] for k in range(0, 500, 25)]
    assert together[::25].tolist() == alone


def test_classes_and_seeds_have_others_audited():
    indices = np.arange(7500)
    linear = selection().is_audited("linear", indices)
    assert (linear != selection().is_audited("helical", indices)).any()
    assert (linear != selection(seed=43).is_audited("linear", indices)).any()


@pytest.mark.parametrize(("split", "most"), [(TRAIN, 6000), (VALIDATION, 0), (TEST, 3000)])
def test_classifiers_see_a_part_of_a_large_dataset(split, most):
    seen = selection().is_observed(split, np.arange(7500))
    part = {TRAIN: 6000 / 24_000, VALIDATION: 0, TEST: 1}[split]
    assert seen.mean() == pytest.approx(part, abs=1e-3)
    assert most == 0 or seen.any()


def test_classifiers_see_all_of_a_small_dataset():
    assert selection(samples_per_class=300).is_observed(TRAIN, np.arange(300)).all()
