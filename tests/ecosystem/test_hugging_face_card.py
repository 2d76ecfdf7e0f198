"""Hugging Face reads the metadata at the top of the card."""

import pytest

import curveball
from curveball.export.exporting import export
from tests.support.published import publish

pytestmark = [pytest.mark.ecosystem, pytest.mark.filterwarnings("ignore")]


HOLD_OUT = {"hold_out": {"circular.radius_m": {"above": 0.6}, "extent": {"below": 0.05}}}
FIVE = {"train", "validation", "test", "test_shifted", "twins"}


def test_held_out_samples_and_twins_are_splits_of_their_own(tmp_path):
    """Without the card, `datasets` would take the files test_shifted-* for those of test."""
    datasets = pytest.importorskip("datasets")
    splits = {"train": 0.6, "validation": 0.2, "test": 0.2, "twins": 6} | HOLD_OUT
    settings = {"samples_per_class": 24, "splits": splits}
    published = publish(tmp_path / "published", **settings)
    export("hf", published.dataset, tmp_path / "exported")
    for number, folder in enumerate((published.dataset, tmp_path / "exported")):
        loaded = datasets.load_dataset(str(folder), cache_dir=str(tmp_path / f"cache{number}"))
        assert {split: len(rows) for split, rows in loaded.items()} == {
            split: len(curveball.Dataset(published.dataset, split)) for split in FIVE
        }


def test_the_card_names_the_features_and_splits_of_the_dataset(tmp_path):
    datasets = pytest.importorskip("datasets")
    published = publish(tmp_path / "published")
    loaded = datasets.load_dataset(str(published.dataset), cache_dir=str(tmp_path / "cache"))
    info = datasets.info.DatasetInfosDict.from_directory(str(published.dataset))["default"]

    assert {split: len(rows) for split, rows in loaded.items()} == {
        name: s.num_examples for name, s in info.splits.items()
    }
    assert loaded["train"].features == info.features
    assert loaded["train"].features["label"].names == ["linear", "circular"]
