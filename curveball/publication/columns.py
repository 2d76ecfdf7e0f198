"""The columns of a dataset in words: type, shape, unit and meaning, from the metadata of its schema."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

_DTYPES = {"double": "float64", "float": "float32"}
_UNIT_OF_SUFFIX = {"m": "m", "turns": "turns"}


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of a dataset."""

    name: str
    dtype: str
    """Type of a number or text, as numpy names it: float32, string. Of a video: that of its pixels."""
    shape: tuple[int, ...]
    """Shape of the value of one sample; () for a single number or text."""
    unit: str
    """Unit; empty if there is none."""
    meaning: str
    layout: str = ""
    """Of a video: what its axes are, T,H,W,C."""
    codec: str = ""
    """Of a video: how its bytes are compressed."""


def describe_columns(schema: "Iterable[pa.Field[Any]]") -> list[Column]:
    """Return the description of each column of a dataset."""
    return [_describe(field) for field in schema]


def _describe(field: "pa.Field[Any]") -> Column:
    metadata = {key.decode(): value.decode() for key, value in (field.metadata or {}).items()}
    unit, _, origin = metadata["unit"].partition(", ")
    dtype, shape = _type_and_shape(field.type)
    is_video = "codec" in metadata
    return Column(
        name=field.name,
        dtype=metadata["dtype"] if is_video else dtype,
        shape=tuple(json.loads(metadata["shape"])) if is_video else shape,
        unit=unit or _UNIT_OF_SUFFIX.get(field.name.rpartition("_")[2], ""),
        meaning=f"{metadata['meaning']}; {origin}" if origin else metadata["meaning"],
        layout=metadata.get("layout", ""),
        codec=metadata.get("codec", ""),
    )


def _type_and_shape(kind: pa.DataType) -> tuple[str, tuple[int, ...]]:
    sizes = []
    while isinstance(kind, pa.FixedSizeListType):
        sizes.append(kind.list_size)
        kind = kind.value_type
    return _DTYPES.get(str(kind), str(kind)), tuple(sizes)
