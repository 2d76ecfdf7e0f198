"""Which samples of test have which twins: equally many of each class and variant, whatever the size of the dataset."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from curveball.config.errors import CurveballError
from curveball.config.loading import parse_config
from curveball.dataset.splits import ALL_SPLITS, split_of
from curveball.dataset.twin_plan import Twin, planned_twins

TEST = ALL_SPLITS.index("test")


def planned(twins: int, samples: int = 300, **settings) -> list[Twin]:
    return list(planned_twins(parse_config({"samples_per_class": samples, "splits": {"twins": twins}, **settings})))


@given(st.integers(1, 60), st.integers(1, 400), st.integers(1, 400))
def test_growth_changes_no_twin(twins, small, large):
    before, after = (planned(twins, count) for count in sorted((small, large)))
    assert set(before) <= set(after)
    assert len(after) <= twins


@given(st.integers(1, 60))
def test_each_is_the_twin_of_another_sample_of_test(twins):
    found = planned(twins)
    assert len({twin.original for twin in found}) == len(found) == twins
    config = parse_config({})
    for class_name in config.classes:
        indices = [twin.index for twin in found if twin.class_name == class_name]
        assert set(split_of(config, class_name, np.array(indices)).tolist()) <= {TEST}


def test_kinds_and_classes_take_turns():
    found = planned(96)
    assert Counter(twin.kind for twin in found) == {"order": 48, "curve": 48}
    assert set(Counter(twin.class_name for twin in found).values()) == {24}
    pairs = Counter((twin.class_name, twin.own_class) for twin in found if twin.kind == "curve")
    assert len(pairs) == 12
    assert set(pairs.values()) == {4}
    assert set(Counter(twin.own_class for twin in found).values()) == {24}


def test_a_single_class_has_order_twins_only():
    others = dict.fromkeys(("linear", "helical", "parabolic"))
    assert {twin.variant for twin in planned(9, classes={"circular": {}, **others})} == {"order"}


def test_no_twins_are_planned_by_default_and_fresh_ones_are_others():
    config = parse_config({"samples_per_class": 100})
    assert planned_twins(config) == ()
    config = parse_config({"samples_per_class": 100, "splits": {"twins": 12}})
    assert {twin.index // 100 for twin in planned_twins(config, fresh=2)} == {2}


def test_a_name_is_read_back():
    twin = Twin("linear", 42, "circular")
    assert Twin.parse(twin.name) == Twin.parse("linear-42-circular") == twin
    assert Twin.parse("linear-42") is None
    with pytest.raises(CurveballError, match="is not the name of a sample"):
        Twin.parse("linear-x-order")
