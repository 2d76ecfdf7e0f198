"""Every key is explained from the model."""

import pytest
import yaml

from curveball.config.errors import CurveballError
from curveball.config.model import Config
from curveball.config.reference import all_keys, find_keys
from curveball.structures import to_json


def test_every_key_has_a_meaning_a_type_and_unless_it_is_a_section_default_and_bounds():
    for key in all_keys():
        assert key.meaning
        assert key.type
        assert bool(key.default) == bool(key.allowed) == (key.type != "section or `null`")


def test_defaults_are_those_of_the_model_as_yaml_reads_them():
    settings = to_json(Config())
    for key in filter(lambda key: key.default, all_keys()):
        value = settings
        for part in key.name.split("."):
            value = value[part]
        assert yaml.safe_load(key.default) == value


@pytest.mark.parametrize(
    ("name", "found"),
    [("seed", ["seed"]), ("jitter", ["jitter.probability", "jitter.std"]), ("classes.linear.length_m", None)],
)
def test_a_key_or_the_keys_of_a_section_are_found(name, found):
    assert [key.name for key in find_keys(name)] == (found or [name])


@pytest.mark.parametrize(
    ("name", "suggestion"),
    [
        ("extent", "Did you mean framing.extent?"),
        ("framing.extend", "Did you mean framing.extent"),
        ("qqqq", "`curveball config explain` lists all keys."),
    ],
)
def test_a_key_that_does_not_exist_is_refused_with_a_suggestion(name, suggestion):
    with pytest.raises(CurveballError, match="has no such key") as refused:
        find_keys(name)
    assert suggestion in str(refused.value)
