"""The JSON schema, which editors read, says what the code says."""

import json
from pathlib import Path

from curveball.config.json_schema import json_schema
from curveball.config.model import Config

ROOT = Path(__file__).parents[3]
MEND = (
    "config/config.schema.json is not what the code says. Write it anew: "
    "python -m curveball.config.json_schema > config/config.schema.json"
)


def test_config_schema_json_is_that_of_the_code():
    path = ROOT / "config" / "config.schema.json"
    assert path.exists(), MEND
    assert path.read_text(encoding="utf-8") == json_schema(), MEND


def test_the_schema_knows_every_key_and_allows_no_other():
    schema = json.loads(json_schema())
    assert schema["additionalProperties"] is False
    assert set(schema["properties"]) == set(Config.model_fields)
    classes = schema["properties"]["classes"]
    assert set(classes["properties"]) == {"linear", "circular", "helical", "parabolic"}
    assert classes["additionalProperties"] is False


def test_every_key_has_its_meaning():
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
