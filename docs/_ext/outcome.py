"""The reference of validation.json, from its typed models."""

from collections.abc import Iterator
from typing import Any, get_args

import msgspec

from curveball.motions._docstrings import field_docstrings
from curveball.structures import Structure, fields_of
from curveball.validation import outcome


def entries() -> str:
    """Return a section per model: the whole file, a check, and every kind of details."""
    kinds = get_args(outcome.Details)
    shared = dict.fromkeys(part for kind in kinds for part in _parts(kind) if part not in kinds)
    return "\n".join(
        [
            _section("## The file", outcome.Outcome),
            _section("## A check", outcome.Measurement),
            "## Details of a check\n\nWhat else a check found. `kind` tells which of these it is.\n",
            *(_section(f"### `{_kind(model)}`", model, f"details-{_kind(model)}") for model in kinds),
            "## Parts of the details\n",
            *(_section(f"### `{model.__name__}`", model) for model in shared),
        ]
    )


def _kind(model: type[Structure]) -> str:
    return str(model.__struct_config__.tag)


def _parts(model: type[Structure]) -> Iterator[type[Structure]]:
    """Yield the models that stand in the fields of a model, at any depth."""
    for field in fields_of(model):
        for part in _models(field.type):
            yield part
            yield from _parts(part)


def _models(annotation: Any) -> Iterator[type[Structure]]:
    if isinstance(annotation, type) and issubclass(annotation, Structure):
        yield annotation
    for argument in get_args(annotation):
        yield from _models(argument)


def _section(heading: str, model: type[Structure], label: str = "") -> str:
    docstrings: dict[str, str] = {}
    for base in reversed(model.__mro__):
        if issubclass(base, Structure) and base is not Structure:
            docstrings |= field_docstrings(base)
    properties = msgspec.json.schema(model)["$defs"][model.__name__]["properties"]
    lines = [
        f"({label})=" if label else "",
        f"{heading}\n",
        model.__doc__ or "",
        "",
        "| Key | Type | Meaning |",
        "|---|---|---|",
    ]
    for name, schema in properties.items():
        lines.append(f"| `{name}` | {_type(schema)} | {docstrings.get(name, '')} |")
    return "\n".join(lines) + "\n"


def _type(schema: dict[str, Any]) -> str:
    """Write the type of a value in words."""
    if "const" in schema:
        return f'`"{schema["const"]}"`'
    if "enum" in schema:
        return ", ".join(f'`"{value}"`' for value in schema["enum"])
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return {"Measurement": "check"}.get(name, f"`{name}`")
    if "discriminator" in schema:
        return "details of one of the kinds below"
    if "anyOf" in schema:
        return " or ".join(_type(choice) for choice in schema["anyOf"])
    if schema["type"] == "array":
        items = schema.get("items") or schema["prefixItems"][0]
        size = f" of {schema['maxItems']}" if schema.get("maxItems") else ""
        name = _type(items)
        return f"list{size or ' of'} {name}{'s' if name.isalpha() else ''}"
    if schema["type"] == "object":
        return f"object of {_type(schema['additionalProperties'])}"
    return "`null`" if schema["type"] == "null" else str(schema["type"])
