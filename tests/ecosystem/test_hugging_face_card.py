"""Hugging Face reads the metadata at the top of the card."""

import pytest

from tests.support.published import publish

pytestmark = [pytest.mark.ecosystem, pytest.mark.filterwarnings("ignore")]


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
