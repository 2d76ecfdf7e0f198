"""What every check says about what it found."""

import math

import pytest

from curveball.validation.check import Check, Measurement
from tests.support.faults import a_wrong_label
from tests.support.planting import TRAIN, with_column


class Length(Check):
    """A check of a number that a test gives it."""

    name, promise = "length", "the length is right"

    def measure(self) -> Measurement:
        return self.none_of(0, [])


@pytest.mark.parametrize(("measured", "passed"), [(2.0, True), (3.0, True), (3.1, False)])
def test_at_most_includes_the_bound(measured, passed):
    assert Length().at_most(3, measured).passed is passed


@pytest.mark.parametrize(("measured", "passed"), [(4.0, True), (3.0, True), (2.9, False)])
def test_at_least_includes_the_bound(measured, passed):
    assert Length().at_least(3, measured).passed is passed


@pytest.mark.parametrize("judge", [Length().at_most, Length().at_least])
def test_what_is_not_a_number_fails_and_is_not_written_as_one(judge):
    found = judge(3, math.nan)
    assert found.passed is False
    assert found.measured is None


def test_what_does_not_apply_neither_passes_nor_fails_and_says_why():
    found = Length().does_not_apply("there is nothing to measure")
    assert found.passed is None
    assert found.details == {"reason": "there is nothing to measure"}


def test_a_promise_about_nothing_faulty_names_nothing():
    assert Length().measure() == Measurement("length", "the length is right", 0, 0, True)


def test_a_faulty_row_is_named(copy):
    a_wrong_label(copy)
    name = copy.read(TRAIN)["sample_id"][3].as_py()
    found = copy.measure()
    assert found["labels"].measured == 1
    assert found["labels"].details["examples"] == [name]
    assert found["regenerated"].details["examples"] == [name]


def test_at_most_five_examples_are_given(copy):
    table = copy.read(TRAIN)
    copy.write(TRAIN, with_column(table, "digest", ["0" * 32] * len(table)))
    digests = copy.measure()["digests"]
    assert digests.measured == len(table)
    assert len(digests.details["examples"]) == 5
