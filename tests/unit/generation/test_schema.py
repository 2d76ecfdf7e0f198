"""The schema has every column with its type, meaning and unit, for this library and for others."""

import json

import pyarrow as pa
import pytest

from curveball.config.errors import CurveballError
from curveball.config.loading import parse_config
from curveball.config.model import Config
from curveball.generation.schema import (
    dataset_schema,
    parameter_column,
    parameter_owners,
    parse_sample_id,
    sample_id,
    table_schema,
    video_shape,
)

COLUMNS = [
    "sample_id",
    "label",
    "class_name",
    "index",
    "video",
    "trajectory_3d",
    "trajectory_2d",
    "radius_px",
    "focal_length_px",
    "principal_point_px",
    "camera_rotation",
    "camera_translation_m",
    "jitter_std",
    "direction",
    "pace",
    "pace_bend",
    "is_reversed",
    "curve_rotation",
]


def test_a_sample_is_identified_by_its_class_and_index():
    assert sample_id("helical", 1234) == "helical-0001234"


def test_the_dataset_has_the_columns_of_all_classes():
    names = dataset_schema(Config()).names
    assert names[: len(COLUMNS)] == COLUMNS
    assert names[-4:] == ["equation", "description", "questions", "digest"]
    assert {"linear_length_m", "circular_radius_m", "helical_handedness", "parabolic_apex"} < set(
        names[len(COLUMNS) : -4]
    )
    assert len(names) == len(set(names))


def test_a_shard_has_the_parameters_of_its_own_class_only():
    names = table_schema(Config(), ["circular"]).names
    assert names == [*COLUMNS, "circular_radius_m", "circular_turns", "circular_start_turns", *names[-4:]]


def test_every_column_of_a_shard_is_identical_in_the_dataset():
    whole = dataset_schema(Config())
    for field in table_schema(Config(), ["helical"]):
        assert field.equals(whole.field(field.name), check_metadata=True)


@pytest.mark.parametrize("field", list(dataset_schema(Config())), ids=lambda field: field.name)
def test_every_column_has_its_meaning_and_its_unit(field):
    assert len(field.metadata[b"meaning"]) > 10
    has_unit = field.name.endswith(("_px", "camera_translation_m")) or field.name.startswith("trajectory")
    assert field.metadata[b"unit"].startswith((b"px", b"m")) == has_unit


def test_columns_have_the_documented_types():
    schema = dataset_schema(parse_config({"frames": 5}))
    assert schema.field("label").type == pa.int64()
    assert schema.field("video").type == pa.binary()
    assert schema.field("trajectory_3d").type == pa.list_(pa.list_(pa.float32(), 3), 5)
    assert schema.field("trajectory_2d").type == pa.list_(pa.list_(pa.float32(), 2), 5)
    assert schema.field("radius_px").type == pa.list_(pa.float32(), 5)
    for name in ("camera_rotation", "curve_rotation"):
        assert schema.field(name).type == pa.list_(pa.list_(pa.float64(), 3), 3)
    assert schema.field("direction").type == schema.field("pace").type == pa.string()
    assert schema.field("is_reversed").type == pa.int64()
    assert all(field.nullable for field in schema), "Hugging Face's `datasets` casts to nullable columns"


def test_the_schema_states_how_to_decode_a_video():
    schema = dataset_schema(parse_config({"frames": 5, "height": 20, "width": 30, "grayscale": True}))
    found = {key.decode(): value.decode() for key, value in schema.field("video").metadata.items()}
    assert (found["codec"], found["dtype"]) == ("zstd", "uint8")
    assert found["layout"] == "T,H,W,C"
    assert json.loads(found["shape"]) == [5, 20, 30, 1]
    assert video_shape(schema) == (5, 20, 30, 1)


def test_a_table_without_the_shape_of_its_videos_is_rejected():
    with pytest.raises(ValueError, match="video has no metadata"):
        video_shape(pa.schema([pa.field("video", pa.binary())]))


def test_every_parameter_column_has_its_class():
    owners = parameter_owners(Config())
    assert owners["helical_length_m"] == "helical"
    assert [name for name in dataset_schema(Config()).names if name in owners] == list(owners)


def test_label_names_are_in_the_order_of_the_config():
    for names in (["linear", "circular", "helical", "parabolic"], ["parabolic", "linear"]):
        schema = dataset_schema(parse_config({"classes": {name: {} for name in names}}))
        features = json.loads(schema.metadata[b"huggingface"])["info"]["features"]
        assert features["label"] == {"names": names, "_type": "ClassLabel"}


def test_hugging_face_datasets_find_a_feature_for_every_column():
    schema = dataset_schema(Config())
    features = json.loads(schema.metadata[b"huggingface"])["info"]["features"]
    assert list(features) == schema.names
    vector = {"feature": {"dtype": "float32", "_type": "Value"}, "length": 3, "_type": "Sequence"}
    assert features["trajectory_3d"] == {"feature": vector, "length": 16, "_type": "Sequence"}
    assert features["video"] == {"dtype": "binary", "_type": "Value"}
    assert features["linear_length_m"] == {"dtype": "float64", "_type": "Value"}


def test_a_parameter_column_is_named_by_class_and_parameter():
    assert parameter_column("linear", "length_m") == "linear_length_m"


def test_the_name_of_a_sample_tells_its_class_and_index():
    assert parse_sample_id(sample_id("helical", 42)) == ("helical", 42)
    assert parse_sample_id("my-own-42") == ("my-own", 42)


@pytest.mark.parametrize(
    "name", ["helical", "helical-", "-3", "helical--", "helical-x", "helical-٣", "helical-1.5", f"helical-{10**20}"]
)
def test_what_is_not_the_name_of_a_sample_is_refused(name):
    with pytest.raises(CurveballError, match="is not the name of a sample, such as helical-0000042"):
        parse_sample_id(name)
