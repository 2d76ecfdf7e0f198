import json

import pytest

from curveball.verdict import BrokenPromiseError, enforce


def check(name: str, passed: bool | None) -> dict:
    return {"name": name, "promise": f"promise of {name}", "bound": 0, "measured": 3, "passed": passed}


def judge(tmp_path, *checks: dict) -> str:
    (tmp_path / "validation.json").write_text(json.dumps({"checks": checks}))
    enforce(tmp_path / "validation.json", tmp_path / "report.html", tmp_path / "verdict.txt")
    return (tmp_path / "verdict.txt").read_text()


def test_promises_that_hold_have_their_verdict_written(tmp_path):
    assert judge(tmp_path, check("labels", True), check("files", True)) == "All 2 promises held.\n"


def test_a_promise_that_does_not_apply_is_not_broken(tmp_path):
    assert judge(tmp_path, check("labels", True), check("centres", None)).startswith("All")


def test_every_broken_promise_names_itself(tmp_path):
    with pytest.raises(BrokenPromiseError) as caught:
        judge(tmp_path, check("labels", True), check("files", False), check("centres", False))
    first, *broken, last = str(caught.value).splitlines()
    assert first == "2 of 3 promises about the dataset are broken:"
    assert broken == [
        "  files: promise of files; measured 3",
        "  centres: promise of centres; measured 3",
    ]
    assert "report.html" in last
    assert "validation.json" in last
    assert not (tmp_path / "verdict.txt").exists()
