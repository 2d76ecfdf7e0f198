"""The schema of the configuration for the Snakemake Workflow Catalog, which draws a table of it."""

import json
from typing import Any

import yaml

from curveball.config.json_schema import json_schema


def text() -> str:
    """Return the schema as YAML. The catalog follows no reference, so each section stands where it is used."""
    schema = json.loads(json_schema())
    definitions = schema.pop("$defs")
    return yaml.safe_dump(_resolved(schema, definitions), sort_keys=False, allow_unicode=True, width=120)


def _resolved(node: Any, definitions: dict[str, Any]) -> Any:
    """Return a part of a schema without references, alternatives to null, and all but the first line of texts."""
    if isinstance(node, list):
        return [_resolved(item, definitions) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        own = {key: value for key, value in node.items() if key != "$ref"}
        node = definitions[node["$ref"].rpartition("/")[2]] | own
    if "anyOf" in node:
        node = {key: value for key, value in node.items() if key != "anyOf"} | node["anyOf"][0]
    if isinstance(node.get("description"), str):
        node = node | {"description": node["description"].partition("\n\n")[0].replace("\n", " ")}
    return {key: _resolved(value, definitions) for key, value in node.items()}
