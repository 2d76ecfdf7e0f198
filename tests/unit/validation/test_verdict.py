"""The workflow ends with one line if all checks passed, and with an error that names each failed check if not."""

from pathlib import Path

import pytest

from curveball.dataset.provenance import file_digest
from curveball.validation.outcome import Measurement, Outcome, OutcomeError, Status, write_outcome
from curveball.validation.verdict import CheckFailedError, enforce


def check(name: str, status: Status) -> Measurement:
    finding = f"{name} is wrong" if status == "failed" else None
    return Measurement(name=name, description=f"{name} holds.", quantity="rows", status=status, finding=finding)


def verdict(tmp_path: Path, *checks: Measurement) -> str:
    passed = all(check.status != "failed" for check in checks)
    manifest = tmp_path / "manifest.json"
    manifest.write_text("{}")
    outcome = Outcome(
        passed=passed,
        manifest=file_digest(manifest),
        identity="1" * 32,
        fingerprint="0" * 32,
        samples=3,
        checks=list(checks),
    )
    write_outcome(outcome, tmp_path / "validation.json")
    enforce(tmp_path / "validation.json", manifest, tmp_path / "report.html", tmp_path / "verdict.txt")
    return (tmp_path / "verdict.txt").read_text()


PASSED = [check("labels", "passed"), check("files", "passed")]


@pytest.mark.parametrize(
    ("others", "text"),
    [
        ([], "All 2 checks passed."),
        (["reported"], "All 2 checks passed; 1 is reported only."),
        (["reported", "reported"], "All 2 checks passed; 2 are reported only."),
        (["not_applicable"], "All 2 checks passed; 1 does not apply."),
        (["reported", *["not_applicable"] * 3], "All 2 checks passed; 1 is reported only; 3 do not apply."),
    ],
)
def test_the_verdict_counts_the_checks(tmp_path, others, text):
    assert verdict(tmp_path, *PASSED, *(check("motion_accuracy", status) for status in others)).splitlines()[0] == text


def test_the_verdict_tells_which_validation_of_which_dataset_it_is_about(tmp_path):
    assert verdict(tmp_path, *PASSED).splitlines()[1:] == [f"Dataset: {'0' * 32}", f"Validation: {'1' * 32}"]


def test_every_failed_check_has_its_line(tmp_path):
    checks = [*PASSED, check("baselines", "reported"), check("schema", "failed"), check("balance", "failed")]
    with pytest.raises(CheckFailedError) as caught:
        verdict(tmp_path, *checks)
    first, *failed, last = str(caught.value).splitlines()
    assert first == "2 of 4 checks failed:"
    assert failed == ["  schema: schema is wrong", "  balance: balance is wrong"]
    assert "report.html" in last
    assert "validation.json" in last
    assert not (tmp_path / "verdict.txt").exists()


def test_another_file_is_not_a_validation(tmp_path):
    (tmp_path / "validation.json").write_text("{}")
    names = ("validation.json", "manifest.json", "report.html", "verdict.txt")
    with pytest.raises(OutcomeError):
        enforce(*(tmp_path / name for name in names))
