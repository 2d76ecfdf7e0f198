"""Other programs read a published dataset by its metadata."""

import logging

import numpy as np
import pytest

import curveball
from tests.support.published import publish
from tests.support.results import Results

pytestmark = [pytest.mark.ecosystem, pytest.mark.filterwarnings("ignore")]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Results:
    return publish(tmp_path_factory.mktemp("published"))


@pytest.fixture
def croissant(published):
    """The dataset as mlcroissant reads it, anew for each test: a second pass over joined records yields none."""
    mlcroissant = pytest.importorskip("mlcroissant")
    return mlcroissant.Dataset(jsonld=str(published.dataset / "croissant.json"))


def test_the_metadata_are_valid(croissant):
    issues = croissant.metadata.ctx.issues
    assert (issues.errors, issues.warnings) == (set(), set())


def test_no_reading_of_records_warns(croissant, caplog):
    with caplog.at_level(logging.WARNING):
        list(croissant.records("samples"))
    assert caplog.text == ""


def test_records_are_the_samples(croissant, published):
    records = {record["samples/sample_id"].decode(): record for record in croissant.records("samples")}
    samples = [(split, s) for split in ("train", "validation", "test") for s in _samples(published, split)]

    assert len(records) == len(samples) == published.config.total_samples
    for split, sample in samples:
        record = records[sample["sample_id"]]
        assert record["samples/split"].decode() == split
        assert record["samples/label"] == sample["label"]
        assert record["samples/description"].decode() == sample["description"]
        assert np.array_equal(np.array(record["samples/trajectory_3d"], np.float32), sample["trajectory_3d"])
        assert isinstance(record["samples/video"], bytes)


def test_classes_and_splits_are_records(croissant):
    classes = {record["classes/label"]: record["classes/name"] for record in croissant.records("classes")}
    splits = [record["splits/name"] for record in croissant.records("splits")]
    assert classes == {0: "linear", 1: "circular"}
    assert splits == ["train", "validation", "test"]


def _samples(published: Results, split: str) -> curveball.Dataset:
    return curveball.Dataset(published.dataset, split=split)
