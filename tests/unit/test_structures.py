"""Structures are immutable, and are written as JSON as they are read."""

import json
from abc import abstractmethod
from typing import Annotated

import msgspec
import pytest

from curveball.numerics.ranges import Range
from curveball.structures import Structure, fields_of, to_json


class Part(Structure):
    extent: Annotated[Range, "meters"] = Range(1.0, 2.0)


class Whole(Structure):
    count: int
    part: Part = Part()
    names: list[str] = msgspec.field(default_factory=list)


def test_a_structure_is_read_as_it_is_written():
    whole = Whole(count=3, part=Part(extent=Range(0.1, 0.3)), names=["a"])
    assert to_json(whole) == {"count": 3, "part": {"extent": [0.1, 0.3]}, "names": ["a"]}
    assert msgspec.convert(json.loads(json.dumps(to_json(whole))), Whole) == whole


def test_fields_can_be_left_out():
    assert to_json(Whole(count=3), "part", "names") == {"count": 3}


def test_a_structure_cannot_be_changed():
    with pytest.raises(AttributeError, match="immutable"):
        Whole(count=3).count = 4


def test_arguments_have_names_and_unknown_keys_are_refused():
    with pytest.raises(TypeError, match="positional"):
        Whole(3)
    with pytest.raises(msgspec.ValidationError, match="unknown field `paint`"):
        msgspec.convert({"count": 3, "paint": "red"}, Whole)


def test_a_structure_can_have_abstract_methods():
    class Shape(Structure):
        @abstractmethod
        def area(self) -> float:
            """Return the area."""

    with pytest.raises(TypeError, match="abstract"):
        Shape()


def test_fields_tell_types_annotations_and_defaults():
    (extent,) = fields_of(Part)
    assert (extent.name, extent.type, extent.annotations) == ("extent", Range, ("meters",))
    assert extent.bounds == ()
    count, part, names = fields_of(Whole)
    assert count.default is None
    assert part.default() == Part()
    assert names.default() == []
    assert names.default() is not names.default(), "each structure has its own list"
