"""Sections are built from settings, and all that is invalid in these is found at once."""

import math
from typing import Annotated, Literal

import pytest
from msgspec import Meta

from curveball.config.building import InvalidSettingsError, Problem, build, converted, problems_below
from curveball.structures import Structure


def even(value: object) -> int:
    if type(value) is not int or value % 2:
        raise ValueError("must be even")
    return value


class Wheel(Structure):
    spokes: Annotated[int, Meta(ge=3, le=48)] = 36
    size: Annotated[float, Meta(gt=0)] = 0.7


class Bike(Structure):
    name: str
    front: Wheel = Wheel()
    gears: Annotated[int, even] = 2
    bell: bool | None = None

    def __post_init__(self) -> None:
        if self.name == "no bell" and self.bell:
            raise ValueError("name and bell contradict each other")


def problems_of(settings: object) -> list[Problem]:
    with pytest.raises(InvalidSettingsError) as caught:
        build(Bike, settings)
    return caught.value.problems


def test_settings_replace_defaults_at_any_depth():
    bike = build(Bike, {"name": "a", "front": {"spokes": 20}, "gears": 8})
    assert bike == Bike(name="a", front=Wheel(spokes=20), gears=8)


def test_an_integer_becomes_a_float_where_one_is_expected():
    assert type(build(Wheel, {"size": 1}).size) is float


@pytest.mark.parametrize("bell", [None, True, False])
def test_null_is_a_value_where_it_is_allowed(bell):
    assert build(Bike, {"name": "a", "bell": bell}).bell is bell


def test_all_problems_are_found_in_the_order_of_the_keys_and_unknown_keys_last():
    settings = {"paint": 1, "gears": 3, "front": {"spoke": 1, "spokes": 2, "size": -1}}
    assert [(".".join(problem.location), problem.message) for problem in problems_of(settings)] == [
        ("name", "this key is required"),
        ("front.spokes", "must be greater than or equal to 3"),
        ("front.size", "must be greater than 0"),
        ("front.spoke", "unknown key. Did you mean spokes? Allowed here: spokes, size"),
        ("gears", "must be even"),
        ("paint", "unknown key. Allowed here: name, front, gears, bell"),
    ]


@pytest.mark.parametrize("settings", [None, [], "name", 3])
def test_settings_that_are_no_mapping_are_a_problem_themselves(settings):
    assert problems_of(settings) == [Problem((), "must be a mapping of keys to values", settings)]


def test_values_that_do_not_fit_together_are_told_once_each_of_them_is_valid():
    settings = {"name": "no bell", "bell": True}
    assert problems_of(settings) == [Problem((), "name and bell contradict each other", settings)]
    assert [problem.message for problem in problems_of(settings | {"gears": 1})] == ["must be even"]


def test_a_problem_is_located_below_the_key_of_the_mapping_it_is_in():
    inner = InvalidSettingsError([Problem(("spokes",), "too few", 1)])
    assert problems_below("front", {"spokes": 1}, inner) == [Problem(("front", "spokes"), "too few", 1)]
    assert problems_below("gears", 3, ValueError("odd")) == [Problem(("gears",), "odd", 3)]


@pytest.mark.parametrize(
    ("value", "kind", "message"),
    [
        (True, int, "must be a valid integer"),
        (1.0, int, "must be a valid integer"),
        ("1", float, "must be a valid number"),
        (True, float, "must be a valid number"),
        (math.nan, float, "must be a finite number"),
        (-math.inf, Annotated[float, Meta(lt=0)], "must be a finite number"),
        (10**400, float, "must be a valid number"),
        (1, str, "must be a valid string"),
        (0, bool, "must be a valid boolean"),
        (5, Annotated[int, Meta(lt=5)], "must be less than 5"),
        ("5", Annotated[int, Meta(lt=5)], "must be a valid integer"),
        (0.5, Annotated[int, Meta(ge=1)], "must be a valid integer"),
        (1e-10, Annotated[float, Meta(ge=1e-9)], "must be greater than or equal to 1e-09"),
        ("b", Annotated[str, Meta(pattern="^a$")], "must match the pattern ^a$"),
        ("c", Literal["a", "b"], "must be 'a' or 'b'"),
        (["c"], list[Literal["a", "b"]], "must be a list of a, b"),
        ("x", float | None, "must be a valid number"),
        (1, list[int], "must be a value of type list[int]"),
    ],
)
def test_a_value_that_is_refused_is_told_what_it_must_be(value, kind, message):
    with pytest.raises(ValueError) as caught:  # noqa: PT011 the next line compares the whole message
        converted(value, kind)
    assert str(caught.value) == message
