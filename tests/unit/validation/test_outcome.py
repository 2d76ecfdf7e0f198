"""validation.json is read as it is written."""

import json

import pytest

from curveball.dataset.provenance import file_digest
from curveball.validation.outcome import Measurement, Outcome, OutcomeError, json_schema, read_outcome, write_outcome


def measurement(name: str, **fields) -> Measurement:
    return Measurement(name=name, description=f"{name} holds", quantity="rows", **fields)


OUTCOME = Outcome(
    passed=False,
    manifest="1" * 32,
    fingerprint="0" * 32,
    samples=3,
    checks=[
        measurement("labels", status="failed", examples=["linear-0000001"]),
        measurement("class_balance", status="passed", comparison="at most", bound=0, value=0),
        measurement("motion_accuracy", status="not_applicable", reason="too few samples"),
        measurement("baselines", status="reported"),
    ],
)


def test_an_outcome_is_read_as_it_is_written(tmp_path):
    write_outcome(OUTCOME, tmp_path / "validation.json")
    assert read_outcome(tmp_path / "validation.json") == OUTCOME


@pytest.mark.parametrize(
    ("status", "names"),
    [
        ("failed", ["labels"]),
        ("passed", ["class_balance"]),
        ("not_applicable", ["motion_accuracy"]),
        ("reported", ["baselines"]),
    ],
)
def test_checks_are_selected_by_their_status(status, names):
    assert [check.name for check in OUTCOME.having(status)] == names


def test_a_check_is_found_by_its_name():
    assert OUTCOME["class_balance"].status == "passed"
    with pytest.raises(KeyError):
        OUTCOME["nothing"]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"passed": true}', '{"passed": 1e999}'])
def test_any_other_file_is_refused_with_its_name(text, tmp_path):
    path = tmp_path / "validation.json"
    path.write_text(text)
    with pytest.raises(OutcomeError, match=r"validation\.json: not the outcome of a validation"):
        read_outcome(path)


def test_numbers_that_are_not_finite_never_reach_the_file():
    with pytest.raises(ValueError, match="finite"):
        measurement("motion_accuracy", status="failed", value=float("nan"))


def test_the_schema_names_every_field():
    schema = json.loads(json_schema())
    assert set(schema["properties"]) == set(Outcome.model_fields)
    assert {"Measurement", "FrameScores", "Confusion"} <= set(schema["$defs"])


def test_an_outcome_is_about_one_manifest(tmp_path):
    manifest, path = tmp_path / "dataset" / "manifest.json", tmp_path / "validation.json"
    manifest.parent.mkdir()
    manifest.write_text('{"samples": 600}')
    write_outcome(OUTCOME.model_copy(update={"manifest": file_digest(manifest)}), path)

    assert read_outcome(path, manifest).samples == OUTCOME.samples
    manifest.write_text('{"samples": 601}')
    with pytest.raises(OutcomeError, match="not about the dataset in"):
        read_outcome(path, manifest)


def test_an_outcome_has_the_identity_of_its_validation(tmp_path):
    path = tmp_path / "validation.json"
    write_outcome(OUTCOME.model_copy(update={"identity": "1" * 32}), path)

    assert read_outcome(path, identity="1" * 32).samples == OUTCOME.samples
    with pytest.raises(OutcomeError, match="the outcome of checks with other settings or other code"):
        read_outcome(path, identity="2" * 32)
