"""The JSON schema of the configuration, for editors."""

import json

from pydantic import BaseModel

from curveball.config import model as config_model
from curveball.config.model import Config
from curveball.motions import available_classes, motion_type
from curveball.motions._docstrings import field_docstrings


def json_schema() -> str:
    """Return the JSON schema of the configuration, for editors. `config/config.schema.json` is this text."""
    schema = _described(Config)
    schema["$defs"] = {name: _described(getattr(config_model, name)) for name in schema["$defs"]}
    schema["properties"]["classes"] = {
        "description": schema["properties"]["classes"]["description"],
        "type": "object",
        "additionalProperties": False,
        "properties": {
            name: {"anyOf": [_described(motion_type(name)), {"type": "null"}]} for name in available_classes()
        },
    }
    return json.dumps(schema, indent=2) + "\n"


def _described(model: type[BaseModel]) -> dict:
    """Return the JSON schema of a model, with the docstring of each field as its description."""
    schema = model.model_json_schema()
    for name, text in field_docstrings(model).items():
        schema["properties"][name]["description"] = text
    return schema


if __name__ == "__main__":
    print(json_schema(), end="")
