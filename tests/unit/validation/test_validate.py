"""The outcome of all checks, as it is written."""

import json

import pytest

from curveball.dataset.layout import MANIFEST
from curveball.validation import inspection
from curveball.validation.validate import measure
from tests.support.faults import a_wrong_label


def test_the_outcome_is_written_with_every_check(copy):
    outcome = copy.validate()
    assert outcome["passed"] is True
    assert outcome["samples"] == 40
    assert outcome["fingerprint"] == json.loads((copy.folder / MANIFEST).read_text())["fingerprint"]
    assert [check["name"] for check in outcome["checks"]] == list(copy.measure())
    for check in outcome["checks"]:
        assert set(check) == {"name", "promise", "bound", "measured", "passed", "details"}


def test_the_outcome_is_written_when_a_promise_is_broken(copy):
    a_wrong_label(copy)
    outcome = copy.validate()
    assert outcome["passed"] is False
    assert [check["name"] for check in outcome["checks"] if check["passed"] is False] == ["labels", "regenerated"]


def test_progress_ends_with_the_number_of_rows(copy):
    told = []
    measure(copy.config, copy.folder, cores=1, progress=told.append)
    assert told[-1] == 40
    assert told == sorted(told)


@pytest.mark.parametrize("cores", [1, 3])
def test_the_number_of_cores_changes_nothing(copy, monkeypatch, cores):
    monkeypatch.setattr(inspection, "_ROWS_AT_A_TIME", 10)  # so that a few rows are enough for several processes
    assert measure(copy.config, copy.folder, cores, lambda done: None) == list(copy.measure().values())
