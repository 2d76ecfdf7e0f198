"""Parquet with PNG frames. `tests/ecosystem` loads it with `datasets`."""

import io
import json
import math

import numpy as np
import pyarrow.parquet as pq
import pytest
import yaml
from PIL import Image

from curveball.export.exporting import export
from curveball.export.hugging_face import FRAMES
from tests.support.made_dataset import make_dataset


def decode(frames: list[dict]) -> np.ndarray:
    return np.stack([np.asarray(Image.open(io.BytesIO(frame["bytes"]))) for frame in frames])


def test_frames_and_columns_are_those_of_the_dataset(exported, samples):
    tables = [pq.read_table(path) for path in sorted((exported("hf") / "data").glob("train-*"))]
    rows = [row for table in tables for row in table.to_pylist()]

    assert tables[0].column_names.index(FRAMES) == 4
    for row, sample in zip(rows, samples["train"], strict=True):
        assert np.array_equal(decode(row.pop(FRAMES)), sample["video"])
        assert row.keys() == sample.keys() - {"video"}
        assert {name for name, value in row.items() if value is None} == {name for name in row if is_nan(sample[name])}
        assert (row["label"], row["description"]) == (sample["label"], sample["description"])


def test_the_features_are_those_that_hugging_face_reads(exported):
    schema = pq.read_schema(exported("hf") / "data" / "test-00000.parquet")
    features = json.loads(schema.metadata[b"huggingface"])["info"]["features"]

    assert list(features) == schema.names
    assert features[FRAMES] == {"feature": {"_type": "Image"}, "_type": "Sequence"}
    assert features["label"]["_type"] == "ClassLabel"
    assert "List" not in json.dumps(features)


def is_nan(value: object) -> bool:
    return isinstance(value, float) and math.isnan(value)


@pytest.mark.parametrize("name", ["hf", "npz", "gif"])
def test_gray_videos_are_exported(tmp_path, name):
    made = make_dataset({"samples_per_class": 2, "frames": 2, "grayscale": True, "classes": {"linear": {}}}, tmp_path)
    assert export(name, made.folder, tmp_path / "export") == 2


def test_splits_that_are_not_inferred_are_named(tmp_path):
    settings = {"samples_per_class": 6, "frames": 2, "height": 16, "width": 16}
    settings |= {"splits": {"train": 0.4, "validation": 0.3, "test": 0.3, "twins": 2}}
    made = make_dataset(settings, tmp_path / "made")
    export("hf", made.folder, tmp_path / "export")

    metadata = yaml.safe_load((tmp_path / "export" / "README.md").read_text().split("---\n")[1])
    files = metadata["configs"][0]["data_files"]

    assert [own["split"] for own in files] == ["train", "validation", "test", "twins"]
    assert all(list((tmp_path / "export").glob(own["path"])) for own in files)
