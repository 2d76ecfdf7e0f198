"""The reference of the dataset: every column with its type, shape, unit and meaning, from the table schema."""

import json
from typing import Any

import pyarrow as pa

from curveball.config.model import Config
from curveball.generation.schema import dataset_schema, parameter_owners


def table() -> str:
    """Return a table of the columns that samples of every class have, in the default configuration."""
    config = Config()
    own = parameter_owners(config)
    return _table([field for field in dataset_schema(config) if field.name not in own])


def parameter_table() -> str:
    """Return a table of the columns that only samples of one class have."""
    config = Config()
    own = parameter_owners(config)
    return _table([field for field in dataset_schema(config) if field.name in own])


def _table(fields: list["pa.Field[Any]"]) -> str:
    lines = ["| Column | Type | Shape | Unit | Meaning |", "|---|---|---|---|---|"]
    for field in fields:
        metadata = {key.decode(): value.decode() for key, value in (field.metadata or {}).items()}
        dtype, shape = _type_and_shape(field.type, metadata)
        unit, _, origin = metadata["unit"].partition(", ")
        meaning = f"{metadata['meaning']}; {origin}" if origin else metadata["meaning"]
        lines.append(f"| `{field.name}` | {dtype} | {shape} | {unit} | {meaning} |")
    return "\n".join(lines) + "\n"


def _type_and_shape(kind: pa.DataType, metadata: dict[str, str]) -> tuple[str, str]:
    if "codec" in metadata:
        shape = ", ".join(map(str, json.loads(metadata["shape"])))
        return f"{metadata['dtype']}, compressed by {metadata['codec']}", f"({shape}): {metadata['layout']}"
    sizes = []
    while pa.types.is_fixed_size_list(kind):
        sizes.append(kind.list_size)
        kind = kind.value_type
    shape = f"({', '.join(map(str, sizes))}{',' if len(sizes) == 1 else ''})" if sizes else ""
    return {"double": "float64", "float": "float32"}.get(str(kind), str(kind)), shape
