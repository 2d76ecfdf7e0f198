"""validation.json is read as it is written."""

import json
import math

import numpy as np
import pytest
from msgspec.structs import replace

from curveball.dataset.provenance import file_digest
from curveball.validation.outcome import (
    ClassCounts,
    Measurement,
    Outcome,
    OutcomeError,
    json_schema,
    read_outcome,
    write_outcome,
)


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


@pytest.mark.parametrize("number", [math.nan, math.inf, np.float64("nan")])
def test_numbers_that_are_not_finite_never_reach_the_file(number, tmp_path):
    faulty = measurement("motion_accuracy", status="failed", value=number)
    with pytest.raises(ValueError, match="not finite"):
        write_outcome(replace(OUTCOME, checks=[faulty]), tmp_path / "validation.json")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("fields", [{"examples": "linear-0000001"}, {"value": "3"}, {"status": "fine"}])
def test_values_of_another_type_never_reach_the_file(fields, tmp_path):
    faulty = measurement("labels", **({"status": "failed"} | fields))
    with pytest.raises(ValueError, match=r"Expected|Invalid"):
        write_outcome(replace(OUTCOME, checks=[faulty]), tmp_path / "validation.json")
    assert list(tmp_path.iterdir()) == []


def test_a_number_of_numpy_is_read_as_a_number(tmp_path):
    check = measurement("labels", status="passed", value=np.float32(0.5), bound=np.int64(1))
    write_outcome(replace(OUTCOME, checks=[check]), tmp_path / "validation.json")
    assert read_outcome(tmp_path / "validation.json")["labels"].value == 0.5


def test_details_tell_their_kind(tmp_path):
    check = measurement("class_balance", status="passed", details=ClassCounts(counts={"linear": 3}))
    write_outcome(replace(OUTCOME, checks=[check]), tmp_path / "validation.json")
    written = json.loads((tmp_path / "validation.json").read_text())["checks"][0]["details"]
    assert written == {"kind": "class_counts", "counts": {"linear": 3}}
    assert read_outcome(tmp_path / "validation.json")["class_balance"].details.kind == "class_counts"


def test_the_schema_names_every_field():
    schema = json.loads(json_schema())
    assert set(schema["$defs"]["Outcome"]["properties"]) == set(Outcome.__struct_fields__)
    assert {"Measurement", "FrameScores", "Confusion"} <= set(schema["$defs"])


def test_an_outcome_is_about_one_manifest(tmp_path):
    manifest, path = tmp_path / "dataset" / "manifest.json", tmp_path / "validation.json"
    manifest.parent.mkdir()
    manifest.write_text('{"samples": 600}')
    write_outcome(replace(OUTCOME, manifest=file_digest(manifest)), path)

    assert read_outcome(path, manifest).samples == OUTCOME.samples
    manifest.write_text('{"samples": 601}')
    with pytest.raises(OutcomeError, match="not about the dataset in"):
        read_outcome(path, manifest)


def test_an_outcome_has_the_identity_of_its_validation(tmp_path):
    path = tmp_path / "validation.json"
    write_outcome(replace(OUTCOME, identity="1" * 32), path)

    assert read_outcome(path, identity="1" * 32).samples == OUTCOME.samples
    with pytest.raises(OutcomeError, match="the outcome of checks with other settings or other code"):
        read_outcome(path, identity="2" * 32)
