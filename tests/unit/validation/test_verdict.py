import json

import pytest

from curveball.validation.verdict import BrokenPromiseError, enforce


def check(name: str, passed: bool | None, **details) -> dict:
    promise = f"promise of {name}"
    return {"name": name, "promise": promise, "bound": 0, "measured": 3, "passed": passed, "details": details}


def judge(tmp_path, *checks: dict) -> str:
    (tmp_path / "validation.json").write_text(json.dumps({"checks": checks}))
    enforce(tmp_path / "validation.json", tmp_path / "report.html", tmp_path / "verdict.txt")
    return (tmp_path / "verdict.txt").read_text()


def test_promises_that_hold_have_their_verdict_written(tmp_path):
    assert judge(tmp_path, check("labels", True), check("files", True)) == "All 2 promises held.\n"


@pytest.mark.parametrize(("silent", "said"), [(1, "1 more is"), (2, "2 more are")])
def test_a_promise_that_does_not_apply_is_neither_held_nor_broken(tmp_path, silent, said):
    checks = [check("labels", True), check("files", True), *[check("motion", None, reason="too few")] * silent]
    assert judge(tmp_path, *checks) == f"All 2 promises held; {said} not judged.\n"


def test_every_broken_promise_names_itself(tmp_path):
    with pytest.raises(BrokenPromiseError) as caught:
        judge(tmp_path, check("labels", True), check("motion", None), check("files", False), check("centers", False))
    first, *broken, last = str(caught.value).splitlines()
    assert first == "2 of 3 promises about the dataset are broken:"
    assert broken == [
        "  files: promise of files; measured 3",
        "  centers: promise of centers; measured 3",
    ]
    assert "report.html" in last
    assert "validation.json" in last
    assert not (tmp_path / "verdict.txt").exists()


def test_a_single_broken_promise_is_written_of_as_one(tmp_path):
    with pytest.raises(BrokenPromiseError, match=r"^1 of 2 promises about the dataset is broken:"):
        judge(tmp_path, check("labels", True), check("files", False))


@pytest.mark.parametrize(
    ("details", "said"),
    [
        ({"finding": "frame 0 tells the class"}, "frame 0 tells the class"),
        ({"reason": "nothing left"}, "nothing left"),
        ({"examples": ["helical-0000003", "linear-0000001", "linear-0000002"]}, "helical-0000003, linear-0000001"),
    ],
)
def test_a_broken_promise_says_what_was_found(tmp_path, details, said):
    with pytest.raises(BrokenPromiseError) as caught:
        judge(tmp_path, check("order", False, **details))
    assert str(caught.value).splitlines()[1].endswith(said)
