"""validation.json is read as it is written."""

import json

import pytest

from curveball.validation.outcome import Measurement, Outcome, OutcomeError, json_schema, read_outcome, write_outcome

OUTCOME = Outcome(
    passed=False,
    fingerprint="0" * 32,
    samples=3,
    checks=[
        Measurement(name="labels", description="labels are right", passed=False, examples=["linear-0000001"]),
        Measurement(name="balance", description="classes are balanced", passed=True, bound=0, value=0),
        Measurement(name="motion", description="motion tells", passed=None, reason="too few samples"),
    ],
)


def test_an_outcome_is_read_as_it_is_written(tmp_path):
    write_outcome(OUTCOME, tmp_path / "validation.json")
    assert read_outcome(tmp_path / "validation.json") == OUTCOME


def test_checks_are_sorted_by_what_came_out():
    assert [check.name for check in OUTCOME.failed] == ["labels"]
    assert [check.name for check in OUTCOME.passed_checks] == ["balance"]
    assert [check.name for check in OUTCOME.not_judged] == ["motion"]
    assert OUTCOME["balance"].passed
    with pytest.raises(KeyError):
        OUTCOME["nothing"]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"passed": true}', '{"passed": 1e999}'])
def test_another_file_is_refused_by_name(text, tmp_path):
    path = tmp_path / "validation.json"
    path.write_text(text)
    with pytest.raises(OutcomeError, match=r"validation\.json: not the outcome of a validation"):
        read_outcome(path)


def test_numbers_that_are_none_never_reach_the_file():
    with pytest.raises(ValueError, match="finite"):
        Measurement(name="motion", description="", passed=False, value=float("nan"))


def test_the_schema_names_every_field():
    schema = json.loads(json_schema())
    assert set(schema["properties"]) == set(Outcome.model_fields)
    assert {"Measurement", "FrameScores", "Confusion"} <= set(schema["$defs"])
