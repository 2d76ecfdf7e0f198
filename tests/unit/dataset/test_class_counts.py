"""Classes of different sizes: `samples_per_class` as a mapping by class."""

from collections import Counter

import numpy as np
import pytest

from curveball.config.errors import ConfigError, CurveballError
from curveball.config.loading import parse_config
from curveball.dataset.lookup import find_sample
from curveball.dataset.reader import Dataset
from curveball.dataset.splits import largest_share, split_counts
from curveball.dataset.stream import Stream
from curveball.dataset.verify import verify
from curveball.validation.checks.table import ClassBalance
from curveball.validation.validate import measure
from tests.support.made_dataset import Made, make_dataset

COUNTS = {"circular": 14, "linear": 30}
SETTINGS = {
    "samples_per_class": COUNTS,
    "samples_per_shard": 20,
    "classes": {"linear": {}, "circular": {}},
    "splits": {"train": 0.6, "validation": 0.2, "test": 0.2},
    **{"frames": 3, "height": 24, "width": 24},
}


@pytest.fixture(scope="module")
def uneven(tmp_path_factory) -> Made:
    return make_dataset(SETTINGS, tmp_path_factory.mktemp("uneven"))


def test_each_class_has_its_own_count(uneven):
    samples = Dataset(uneven.folder).to_pandas()
    assert samples["class_name"].value_counts().to_dict() == COUNTS
    assert len(uneven.shards) == 3, "two of linear, one of circular"
    assert largest_share(uneven.config, "test") == 30 / 44


def test_a_stream_has_the_same_samples_and_others_beyond(uneven):
    stored, stream = Dataset(uneven.folder, "test"), Stream(uneven.config, "test", columns=["sample_id"])
    assert [sample["sample_id"] for sample in stream] == [sample["sample_id"] for sample in stored]
    names = {sample["sample_id"] for number in range(3) for sample in stream.fresh(number)}
    assert len(names) == sum(len(stream.fresh(number)) for number in range(3))


def test_it_is_verified_and_its_samples_are_found(uneven):
    assert verify(uneven.folder).passed
    assert find_sample(uneven.folder, "linear-29")["index"] == 29
    with pytest.raises(
        CurveballError, match=r"no sample circular-14; it has the samples 0 to 29 of linear and .* 13 of"
    ):
        find_sample(uneven.folder, "circular-14")


def test_its_checks_pass(uneven):
    outcome = measure(uneven.config, uneven.folder, 1, lambda rows: None)
    assert not outcome.having("failed")


@pytest.mark.parametrize(("linear", "circular", "off"), [(30, 14, 0), (29, 14, 1), (29, 13, 0), (22, 22, 16)])
def test_the_balance_of_classes_is_compared_with_the_configured_one(uneven, linear, circular, off):
    balance = ClassBalance(uneven.config)
    balance.update(Counter(linear=linear, circular=circular))
    assert balance.compute().number == off


def test_a_class_grows_without_the_others():
    before, after = (parse_config(SETTINGS | {"samples_per_class": COUNTS | {"linear": n}}) for n in (30, 300))
    assert split_counts(before, "circular").tolist() == split_counts(after, "circular").tolist()
    np.testing.assert_array_less(split_counts(before, "linear"), split_counts(after, "linear"))


@pytest.mark.parametrize(
    ("counts", "message"),
    [
        ({"linear": 5}, "it must tell the number of videos of every class; circular is missing"),
        (COUNTS | {"helical": 5}, "found helical, which is not in classes; the classes are linear, circular"),
        (COUNTS | {"linear": 0}, "samples_per_class: must be greater than or equal to 1 for linear; found"),
        (COUNTS | {None: 5}, "samples_per_class: as a mapping, its keys must be names of classes, not None"),
        (COUNTS | {"linear": 1.5}, "samples_per_class: must be a valid integer for linear"),
        ("many", "must be a valid integer, or a mapping of every class to one; found 'many'"),
        ({"linear": 100_000_000, "circular": 1}, "must add up to at most 100000000.*found 100000001"),
    ],
)
def test_invalid_counts_are_explained(counts, message):
    with pytest.raises(ConfigError, match=message):
        parse_config(SETTINGS | {"samples_per_class": counts, "samples_per_shard": 10**6})


def test_null_omits_a_count_as_it_omits_a_class():
    config = parse_config(SETTINGS | {"samples_per_class": COUNTS | {"helical": None}})
    assert config.class_counts == {"linear": 30, "circular": 14}, "in the order of the labels"
