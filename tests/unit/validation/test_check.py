"""The value of a check is compared with its bound in one place, and a failed check explains itself."""

import math
from concurrent.futures import ThreadPoolExecutor

import pytest

from curveball.validation.check import NO_FAULT, Bound, Check, Value, evaluate, evaluate_all
from curveball.validation.outcome import Interval, Measurement
from tests.support.faults import a_wrong_label
from tests.support.planting import TRAIN, with_column


class Length(Check):
    """A check of a value that a test chooses."""

    name, description, quantity = "length", "The rod has the right length.", "length in m"

    def __init__(self, value: Value | float, bound: Bound | None):
        self._value = value if isinstance(value, Value) else Value(number=value)
        self.bound = bound

    def compute(self) -> Value:
        return self._value


def status(value: Value | float, bound: Bound | None) -> str:
    return evaluate(Length(value, bound)).status


@pytest.mark.parametrize(("number", "expected"), [(2.0, "passed"), (3.0, "passed"), (3.1, "failed")])
def test_at_most_includes_the_bound(number, expected):
    assert status(number, Bound("at most", 3)) == expected


@pytest.mark.parametrize(("number", "expected"), [(4.0, "passed"), (3.0, "passed"), (2.9, "failed")])
def test_at_least_includes_the_bound(number, expected):
    assert status(number, Bound("at least", 3)) == expected


@pytest.mark.parametrize(
    ("comparison", "interval", "expected"),
    [
        ("at most", (2.9, 3.5), "passed"),
        ("at most", (3.1, 3.5), "failed"),
        ("at least", (2.5, 3.1), "passed"),
        ("at least", (2.5, 2.9), "failed"),
    ],
)
def test_an_estimate_fails_only_if_its_whole_interval_is_out_of_bounds(comparison, interval, expected):
    found = evaluate(Length(Value(number=sum(interval) / 2, interval=interval), Bound(comparison, 3)))
    assert found.status == expected
    assert found.interval == Interval(low=interval[0], high=interval[1])


@pytest.mark.parametrize("comparison", ["at most", "at least"])
@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_a_number_that_is_not_finite_fails_and_is_not_written(comparison, number):
    found = evaluate(Length(number, Bound(comparison, 3)))
    assert found.status == "failed"
    assert found.value is None
    assert found.finding == f"length in m: no finite number was measured, must be {comparison} 3"


def test_a_check_that_does_not_apply_has_a_reason():
    found = evaluate(Length(Value(not_applicable="there is no rod"), NO_FAULT))
    assert (found.status, found.reason, found.value) == ("not_applicable", "there is no rod", None)


def test_a_check_without_a_bound_is_reported():
    assert status(3, None) == "reported"


def test_a_measurement_tells_what_was_checked_against_which_bound():
    assert evaluate(Length(0, NO_FAULT)) == Measurement(
        name="length",
        description="The rod has the right length.",
        quantity="length in m",
        status="passed",
        value=0,
        comparison="at most",
        bound=0,
    )


def test_a_failed_check_names_its_value_its_bound_and_two_examples():
    found = evaluate(Length(Value(number=3.14159, examples=["a", "b", "c"]), Bound("at most", 3)))
    assert found.finding == "length in m: 3.142, must be at most 3; for example a, b"
    assert found.examples == ["a", "b", "c"]


def test_a_faulty_row_is_named(copy):
    a_wrong_label(copy)
    name = copy.read(TRAIN)["sample_id"][3].as_py()
    found = copy.measure()
    assert found["labels"].value == 1
    assert found["labels"].examples == found["regeneration"].examples == [name]


def test_at_most_five_examples_are_given(copy):
    table = copy.read(TRAIN)
    copy.write(TRAIN, with_column(table, "digest", ["0" * 32] * len(table)))
    digests = copy.check("video_digests")
    assert digests.value == len(table)
    assert digests.examples == table["sample_id"].to_pylist()[:5]


class Shared:
    """What several checks need."""

    def __init__(self):
        self.calls = 0

    def prepare(self) -> None:
        self.calls += 1


class Prepared(Length):
    """A check of the calls of what it shares with others."""

    def __init__(self, shared: Shared):
        super().__init__(0, None)
        self._shared = shared

    def preparations(self):
        return [self._shared.prepare]

    def compute(self) -> Value:
        return Value(number=self._shared.calls)


@pytest.mark.parametrize("threads", [1, 2])
def test_checks_are_measured_in_their_order_and_what_they_share_is_prepared_once(threads):
    one, other = Shared(), Shared()
    checks = [Length(2, None), Prepared(one), Length(3, None), Prepared(other), Prepared(one)]

    with ThreadPoolExecutor(threads) as pool:
        found = evaluate_all(checks, pool)

    assert [measurement.value for measurement in found] == [2, 1, 3, 1, 1]


def test_an_error_of_a_preparation_ends_the_evaluation():
    def fail():
        raise RuntimeError("no memory")

    check = Prepared(Shared())
    check.preparations = lambda: [fail]

    with ThreadPoolExecutor(1) as pool, pytest.raises(RuntimeError, match="no memory"):
        evaluate_all([check], pool)
