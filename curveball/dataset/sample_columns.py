"""Whether the columns of a file are those of samples: their names, types, units, and format of videos."""

import pyarrow as pa

from curveball.generation.schema import TWIN_COLUMNS, common_schema, video_shape

COMMON_COLUMNS = common_schema((1, 1, 1, 1)).names
"""Names of the columns that every sample has; their values are never null."""


def difference_from_samples(schema: pa.Schema) -> tuple[str, str] | None:
    """Return what was found and expected where the columns are not those of samples, or None."""
    if len(set(schema.names)) != len(schema.names):
        return "columns with the same name", "different names"
    if "video" not in schema.names:
        return f"no column video among {len(schema.names)}", "the columns of samples"
    expected = common_schema(video_shape(schema))
    for field in expected:
        if field.name not in schema.names:
            return f"no column {field.name}", "the columns of samples"
        if not _has_field(schema, field):
            return f"the column {_describe(schema.field(field.name))}", _describe(field)
    for field in schema:
        if field.name in TWIN_COLUMNS:
            if field.type != pa.string():
                return f"the column {_describe(field)}", f"{field.name} of the type string"
        elif field.name not in expected.names and (field.type != pa.float64() or not field.nullable):
            return f"the column {_describe(field)}", "a parameter of a class, double"
    return None


def content(field: "pa.Field[pa.DataType]") -> tuple[pa.DataType, bool, dict[bytes, bytes] | None]:
    """Return what two equal columns have in common. pyarrow does not keep the metadata of elements in a pickle.

    Whether values can be null is a part of it: Arrow ends the process if the sizes that a footer tells contradict it.
    """
    return field.type, field.nullable, field.metadata


def _has_field(schema: pa.Schema, expected: "pa.Field[pa.DataType]") -> bool:
    """Tell whether a column has the expected type, unit, and format of videos."""
    found = schema.field(expected.name)
    kept = [found.metadata or {}, expected.metadata or {}]
    mine, theirs = ({key: value for key, value in metadata.items() if key != b"meaning"} for metadata in kept)
    is_same = found.type == expected.type and found.nullable == expected.nullable
    return is_same and all(mine.get(key) == value for key, value in theirs.items())


def _describe(field: "pa.Field[pa.DataType]") -> str:
    unit = (field.metadata or {}).get(b"unit", b"").decode(errors="replace")
    kind = f"{field.type!s:.100}" + ("" if field.nullable else " not null")
    return f"{field.name} of the type {kind}" + (f" in {unit:.60}" if unit else "")


def null_count(array: "pa.Array[pa.Scalar[pa.DataType]]") -> int:
    """Return how many values are null, those in lists included."""
    count = array.null_count
    while isinstance(array, pa.FixedSizeListArray):
        array = array.flatten()
        count += array.null_count
    return count
