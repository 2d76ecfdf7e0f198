"""Twins differ from a sample of test in one respect, whoever makes them."""

import numpy as np
import pytest

import curveball
from curveball.config.errors import ConfigError, CurveballError
from curveball.config.loading import parse_config
from curveball.dataset.lookup import find_sample
from curveball.dataset.reader import Dataset
from curveball.dataset.regeneration import differing_columns
from curveball.dataset.stream import Stream
from curveball.dataset.twins import twin
from curveball.dataset.verify import verify
from curveball.validation.validate import measure
from tests.support.made_dataset import Made, make_dataset
from tests.support.planting import Copy

SETTINGS = {
    "samples_per_class": 16,
    "rows_per_file": 7,
    "frames": 4,
    "height": 32,
    "width": 32,
    "splits": {"train": 0.2, "validation": 0.2, "test": 0.6, "twins": 12, "hold_out": {"extent": {"below": 0.04}}},
}
TWINS = "data/twins-00000.parquet"


@pytest.fixture(scope="module")
def twinned(tmp_path_factory) -> Made:
    return make_dataset(SETTINGS, tmp_path_factory.mktemp("twinned"))


def assert_same(one, other):
    assert list(one) == list(other)
    for name, value in one.items():
        np.testing.assert_array_equal(value, other[name], err_msg=name)


def test_each_twin_differs_from_a_sample_of_test_in_one_respect(twinned):
    twins = list(Dataset(twinned.folder, "twins"))
    test = {sample["sample_id"]: sample for sample in Dataset(twinned.folder, "test")}
    assert len(twins) == 12
    assert {sample["twin_kind"] for sample in twins} == {"order", "curve"}
    for one in twins:
        sample = test[one["twin_of"]]
        assert not sample["twin_of"] + sample["twin_kind"]
        for name in ("index", "focal_length_px", "jitter_std", "pace_bend"):
            assert one[name] == sample[name]
        np.testing.assert_array_equal(one["camera_rotation"], sample["camera_rotation"])
        if one["twin_kind"] == "order":
            np.testing.assert_array_equal(one["video"], sample["video"][::-1])
            assert one["label"] == sample["label"]
            assert one["direction"] != sample["direction"]
        else:
            assert one["label"] != sample["label"]
            assert one["is_reversed"] == sample["is_reversed"]
            assert twinned.config.labels[one["class_name"]] == one["label"]


def test_a_twin_made_alone_is_that_of_the_dataset(twinned):
    for one in list(Dataset(twinned.folder, "twins"))[:8]:
        variant = one["sample_id"].rpartition("-")[2]
        assert_same(twin(one["twin_of"], variant, twinned.config), one)
        assert_same(find_sample(twinned.folder, one["sample_id"]), one)
        assert differing_columns(twinned.folder, one["sample_id"]) == []


def test_an_order_twin_is_the_reversed_sample(twinned):
    sample = find_sample(twinned.folder, "helical-3")
    reverse = curveball.reverse(sample, twinned.config)
    other = twin("helical-3", "order", twinned.config)
    changed = {"sample_id", "twin_of", "twin_kind"}
    assert_same(*({name: one[name] for name in one if name not in changed} for one in (reverse, other)))
    with pytest.raises(CurveballError, match="helical-0000003-order is a twin; reverse the sample"):
        curveball.reverse(other, twinned.config)


def test_a_stream_has_the_same_twins_and_fresh_ones(twinned):
    stream = Stream(twinned.config, "twins")
    for one, other in zip(stream, Dataset(twinned.folder, "twins"), strict=True):
        assert_same(one, other)
    assert stream.to_pandas()["digest"].tolist() == Dataset(twinned.folder, "twins").to_pandas()["digest"].tolist()
    assert {sample["index"] for sample in stream.fresh(1)}.isdisjoint(range(16))
    assert len(Stream(twinned.config)) == len(Dataset(twinned.folder)) == 4 * 16 + 12
    with_fold = Stream(twinned.config, columns=["sample_id"], fold=(0, 2))
    stored = Dataset(twinned.folder, columns=["sample_id"], fold=(0, 2))
    assert [sample["sample_id"] for sample in with_fold] == [sample["sample_id"] for sample in stored]


def test_it_is_verified_and_its_checks_pass(twinned):
    found = verify(twinned.folder)
    assert found.passed, str(found)
    outcome = measure(twinned.config, twinned.folder, 1, lambda rows: None)
    assert not outcome.having("failed")
    assert sum(outcome["row_counts"].details.counts["twins"].values()) == 12


@pytest.mark.parametrize(
    ("column", "value", "failed"),
    [
        ("twin_of", "linear-0000000", {"labels", "regeneration"}),
        ("twin_kind", "curve", {"labels", "regeneration"}),
        ("direction", "up", {"fingerprint", "regeneration"}),
        ("sample_id", "linear-0000002-order", {"fingerprint", "labels", "split_assignment", "regeneration"}),
    ],
)
def test_a_faulty_twin_fails_the_checks_that_cover_it(twinned, tmp_path, column, value, failed):
    copy = Copy(twinned.config, twinned.folder, tmp_path / "dataset")
    copy.put(column, 0, value, TWINS)
    assert copy.failed() - {"unique_samples"} == failed


def test_verify_names_repeated_and_foreign_twins(twinned, tmp_path):
    copy = Copy(twinned.config, twinned.folder, tmp_path / "dataset")
    table = copy.read(TWINS)
    names = table["sample_id"].to_pylist()
    copy.write(TWINS, table.take([0, 0, *range(2, len(table))]))
    copy.put("sample_id", 2, "linear-0000000-linear", TWINS)

    found = verify(copy.folder)

    assert [(one.sample_id, one.row) for one in found.foreign_samples] == [
        ("linear-0000000-linear", 2),
        (names[0], 1),
    ]
    assert set(found.missing_samples) == {names[1], names[2]}
    assert not found.passed


@pytest.mark.parametrize(
    ("name", "variant", "message"),
    [
        ("linear-3", "linear", "linear-0000003 has no twin 'linear'; it has order, circular, helical, parabolic"),
        ("spiral-3", "order", "'spiral' is not a class of this configuration"),
        ("linear", "order", "'linear' is not the name of a sample"),
    ],
)
def test_a_twin_that_there_is_not_is_explained(twinned, name, variant, message):
    with pytest.raises(CurveballError, match=message):
        twin(name, variant, twinned.config)
    with pytest.raises(CurveballError, match="The dataset has no twin linear-0000001-linear"):
        find_sample(twinned.folder, "linear-1-linear")


def test_twins_need_frames_and_samples_of_test():
    with pytest.raises(ConfigError, match="twins need samples in test; found 5 twins"):
        parse_config({"splits": {"train": 0.9, "validation": 0.1, "test": 0.0, "twins": 5}})
    with pytest.raises(ConfigError, match="twins need frames to be at least 2"):
        parse_config({"frames": 1, "splits": {"twins": 5}})
