"""The JSON schema in the repository is that of the model, and describes every key."""

import json
from collections.abc import Iterator
from pathlib import Path
from runpy import run_path

from curveball.config.json_schema import json_schema
from curveball.config.model import Config
from docs.write_generated import COMMAND

ROOT = Path(__file__).parents[3]
OUTDATED = f"config/config.schema.json is not current. Run: {COMMAND}"


def test_config_schema_json_is_up_to_date():
    path = ROOT / "config" / "config.schema.json"
    assert path.exists(), OUTDATED
    assert path.read_text(encoding="utf-8") == json_schema(), OUTDATED


def test_the_module_prints_the_schema(capsys):
    run_path(str(ROOT / "curveball" / "config" / "json_schema.py"), run_name="__main__")

    assert capsys.readouterr().out == json_schema()


def test_the_schema_has_every_key_and_allows_no_other():
    schema = json.loads(json_schema())
    assert schema["additionalProperties"] is False
    assert set(schema["properties"]) == set(Config.__struct_fields__)
    classes = schema["properties"]["classes"]
    assert set(classes["properties"]) >= {"linear", "circular", "helical", "parabolic"}
    assert classes["additionalProperties"] is False


def test_every_key_has_a_description():
    schema = json.loads(json_schema())
    models = list(sections_in(schema))
    assert {model["title"] for model in models} >= {"Config", "Ball", "Splits", "Region", "Linear"}
    without = [
        f"{model['title']}.{name}"
        for model in models
        for name, key in model["properties"].items()
        if not key.get("description")
    ]
    assert without == []


def sections_in(node: object) -> Iterator[dict]:
    """Yield the schemas of all sections at any depth."""
    if isinstance(node, dict):
        if "title" in node:
            yield node
        node = list(node.values())
    if isinstance(node, list):
        for part in node:
            yield from sections_in(part)
