"""The reference of the dataset: every column with its type, shape, unit and meaning, from the table schema."""

import json
from typing import Any

import pyarrow as pa

from curveball.config.model import Config
from curveball.generation.schema import dataset_schema, parameter_owners

_UNIT_OF_SUFFIX = {"m": "m", "turns": "turns"}


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
    """Return a table of columns, without those facts that no column has."""
    rows = [_row(field) for field in fields]
    facts = [fact for fact in rows[0] if any(row[fact] for row in rows)]
    lines = [facts, ["---"] * len(facts), *([row[fact] for fact in facts] for row in rows)]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def _row(field: "pa.Field[Any]") -> dict[str, str]:
    metadata = {key.decode(): value.decode() for key, value in (field.metadata or {}).items()}
    dtype, shape = _type_and_shape(field.type, metadata)
    unit, _, origin = metadata["unit"].partition(", ")
    return {
        "Column": f"`{field.name}`",
        "Type": dtype,
        "Shape": shape,
        "Unit": unit or _UNIT_OF_SUFFIX.get(field.name.rpartition("_")[2], ""),
        "Meaning": f"{metadata['meaning']}; {origin}" if origin else metadata["meaning"],
    }


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
