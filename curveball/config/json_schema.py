"""The JSON schema of the configuration, with which editors complete and check its keys.

`python -m curveball.config.json_schema > config/config.schema.json` regenerates the file in the repository.
"""

import json
from typing import Any

from pydantic import BaseModel

from curveball.config import model as config_model
from curveball.config.model import MAX_JOB_SAMPLES, MAX_SAMPLES, Config
from curveball.motions import available_classes, motion_type
from curveball.motions._docstrings import field_docstrings


def json_schema() -> str:
    """Return the JSON schema of the configuration as text, the content of `config/config.schema.json`."""
    schema = _with_descriptions(Config)
    schema["$defs"] = {name: _with_descriptions(getattr(config_model, name)) for name in schema["$defs"]}
    for definition in schema["$defs"].values():
        definition.pop("$defs", None)  # A section of a section is defined beside it.
    count = {"type": "integer", "minimum": 1, "maximum": MAX_SAMPLES}
    own = {"type": "object", "additionalProperties": {"anyOf": [count, {"type": "null"}]}}
    schema["properties"]["samples_per_class"] |= {"anyOf": [count, own]}
    size = {"type": "integer", "minimum": 1, "maximum": MAX_JOB_SAMPLES}
    for name in ("samples_per_shard", "samples_per_part"):
        schema["properties"][name] |= {"anyOf": [size, {"const": "auto"}]}
    schema["properties"]["classes"] = {
        "description": schema["properties"]["classes"]["description"],
        "type": "object",
        "additionalProperties": False,
        "properties": {
            name: {"anyOf": [_with_descriptions(motion_type(name)), {"type": "null"}]} for name in available_classes()
        },
    }
    return json.dumps(schema, indent=2) + "\n"


def _with_descriptions(model: type[BaseModel]) -> dict[str, Any]:
    """Return the JSON schema of a model, with the docstring of each field as its description."""
    schema = model.model_json_schema()
    for name, text in field_docstrings(model).items():
        schema["properties"][name]["description"] = text
    return schema


if __name__ == "__main__":
    print(json_schema(), end="")
