"""The columns of samples are told from others by name, type and unit."""

import pickle

import pyarrow as pa
import pytest

from curveball.config.loading import parse_config
from curveball.dataset.sample_columns import COMMON_COLUMNS, content, difference_from_samples, null_count
from curveball.generation.columns import fixed_size_lists
from curveball.generation.schema import dataset_schema

SCHEMA = dataset_schema(parse_config({}))


def replaced(name: str, field: pa.Field) -> pa.Schema:
    return SCHEMA.set(SCHEMA.get_field_index(name), field)


def test_a_dataset_has_the_columns_of_samples():
    assert difference_from_samples(SCHEMA) is None
    assert set(COMMON_COLUMNS) < set(SCHEMA.names)


def test_the_words_that_explain_a_column_may_differ():
    field = SCHEMA.field("jitter_std")
    assert (
        difference_from_samples(replaced("jitter_std", field.with_metadata({"meaning": "noise", "unit": ""}))) is None
    )


@pytest.mark.parametrize(
    ("schema", "found", "expected"),
    [
        (pa.schema([]), "no column video among 0", "the columns of samples"),
        (SCHEMA.append(SCHEMA.field("label")), "columns with the same name", "different names"),
        (SCHEMA.remove(SCHEMA.get_field_index("digest")), "no column digest", "the columns of samples"),
        (
            replaced("label", pa.field("label", pa.int32())),
            "the column label of the type int32",
            "label of the type int64",
        ),
        (
            replaced("focal_length_px", SCHEMA.field("focal_length_px").with_metadata({"unit": "mm"})),
            "the column focal_length_px of the type double in mm",
            "focal_length_px of the type double in px",
        ),
        (
            SCHEMA.append(pa.field("author", pa.string())),
            "the column author of the type string",
            "a parameter of a class, double",
        ),
    ],
)
def test_the_first_difference_is_told(schema, found, expected):
    assert difference_from_samples(schema) == (found, expected)


def test_a_copy_of_a_column_has_the_same_content():
    copy = pickle.loads(pickle.dumps(SCHEMA))  # noqa: S301
    assert [content(field) for field in copy] == [content(field) for field in SCHEMA]
    assert content(SCHEMA.field("index")) != content(SCHEMA.field("radius_px"))


def test_columns_that_claim_to_have_no_null_are_others():
    for name in ("index", "linear_length_m"):
        field = SCHEMA.field(name)
        required = replaced(name, field.with_nullable(False))
        found, _ = difference_from_samples(required)
        assert found.startswith(f"the column {name} of the type {field.type} not null")
        assert content(required.field(name)) != content(field)


def test_missing_values_are_counted_in_lists_also():
    whole = fixed_size_lists(pa.array([1.0, 2.0, 3.0, 4.0]).to_numpy().reshape(2, 2))
    holed = pa.array([[1.0, None], None, [3.0, 4.0]], pa.list_(pa.float64(), 2))

    assert null_count(whole) == 0
    assert null_count(holed) == 2
    assert null_count(pa.array([None, "x"])) == 1
