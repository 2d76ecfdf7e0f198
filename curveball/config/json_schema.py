"""The JSON schema of the configuration, with which editors complete and check its keys.

`python -m curveball.config.json_schema > config/config.schema.json` regenerates the file in the repository.
"""

import inspect
import json
from typing import Annotated, Any, Literal

import msgspec

from curveball.config.hold_out import Region
from curveball.config.model import MAX_JOB_SAMPLES, MAX_SAMPLES, Config
from curveball.motions import Motion, available_classes, motion_type
from curveball.motions._docstrings import field_docstrings
from curveball.numerics.ranges import Range, Within
from curveball.structures import Field, Structure, fields_of

_COUNT = {"type": "integer", "minimum": 1, "maximum": MAX_SAMPLES}


def json_schema() -> str:
    """Return the JSON schema of the configuration as text, the content of `config/config.schema.json`."""
    return json.dumps(_of_section(Config), indent=2) + "\n"


def _of_section(section: type[Structure]) -> dict[str, Any]:
    """Return the schema of a section, with the docstring of each field as its description."""
    docstrings = field_docstrings(section)
    properties = {}
    for field in fields_of(section):
        about = {"description": docstrings[field.name]} if field.name in docstrings else {}
        default = {"default": msgspec.to_builtins(field.default())} if field.default else {}
        properties[field.name] = about | _of_field(field) | default
    return {
        "title": section.__name__,
        "description": inspect.getdoc(section),
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
    }


def _of_field(field: Field) -> dict[str, Any]:
    if field.type == dict[str, Motion]:
        classes = {name: _or_null(_of_section(motion_type(name))) for name in available_classes()}
        return {"type": "object", "additionalProperties": False, "properties": classes}
    if field.type == dict[str, Region]:
        return {"type": "object", "additionalProperties": _or_null(_of_section(Region))}
    if field.type == int | dict[str, int]:
        return {"anyOf": [_COUNT, {"type": "object", "additionalProperties": _or_null(_COUNT)}]}
    if field.type == int | Literal["auto"]:
        return {"anyOf": [{"type": "integer", "minimum": 1, "maximum": MAX_JOB_SAMPLES}, {"const": "auto"}]}
    for bounds in field.annotations:
        if isinstance(bounds, Within):
            number = {"type": "number", "minimum": bounds.minimum, "maximum": bounds.maximum}
            pair = {"type": "array", "items": number, "minItems": 2, "maxItems": 2}
            return pair if field.type is Range else _or_null(pair)
    if isinstance(field.type, type) and issubclass(field.type, Structure):
        return _of_section(field.type)
    return msgspec.json.schema(Annotated[field.type, *field.bounds] if field.bounds else field.type)


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [schema, {"type": "null"}]}


if __name__ == "__main__":
    print(json_schema(), end="")
