"""The schema of the configuration for the Snakemake Workflow Catalog, which draws a table of it."""

import json
from typing import Any

import yaml

from curveball.config.json_schema import json_schema


def text() -> str:
    """Return the schema as YAML."""
    return yaml.safe_dump(_shortened(json.loads(json_schema())), sort_keys=False, allow_unicode=True, width=120)


def _shortened(node: Any) -> Any:
    """Return a part of a schema without alternatives, and with the first line of each text only."""
    if isinstance(node, list):
        return [_shortened(item) for item in node]
    if not isinstance(node, dict):
        return node
    if "anyOf" in node:
        node = {key: value for key, value in node.items() if key != "anyOf"} | node["anyOf"][0]
    if isinstance(node.get("description"), str):
        node = node | {"description": node["description"].partition("\n\n")[0].replace("\n", " ")}
    return {key: _shortened(value) for key, value in node.items()}
