"""The JSON schema in the repository is that of the model, and describes every key."""

import json
from pathlib import Path
from runpy import run_path

from curveball.config.json_schema import json_schema
from curveball.config.model import Config

ROOT = Path(__file__).parents[3]
OUTDATED = (
    "config/config.schema.json is not up to date. Regenerate it: "
    "python -m curveball.config.json_schema > config/config.schema.json"
)


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
    assert set(schema["properties"]) == set(Config.model_fields)
    classes = schema["properties"]["classes"]
    assert set(classes["properties"]) >= {"linear", "circular", "helical", "parabolic"}
    assert classes["additionalProperties"] is False


def test_every_key_has_a_description():
    schema = json.loads(json_schema())
    models = [schema, *schema["$defs"].values()]
    models += [choice["anyOf"][0] for choice in schema["properties"]["classes"]["properties"].values()]
    without = [
        f"{model['title']}.{name}"
        for model in models
        for name, key in model["properties"].items()
        if not key.get("description") and "$ref" not in key
    ]
    assert without == []
