import math
from typing import Annotated

import pytest
from pydantic import BaseModel, ValidationError

from curveball.numerics.ranges import Range, Within


class Model(BaseModel):
    length: Annotated[Range, Within(0.5, 20)] = (1.0, 2.0)


@pytest.mark.parametrize("pair", [[1, 2], (1.5, 1.5), [0.5, 20]])
def test_a_range_within_the_bounds_is_two_floats(pair):
    length = Model(length=pair).length
    assert length == tuple(pair)
    assert all(type(number) is float for number in length)


@pytest.mark.parametrize(
    "value",
    [
        [2, 1],
        [0.4, 2],
        [1, 20.1],
        [1],
        [1, 2, 3],
        [],
        1,
        None,
        "12",
        ["1", "2"],
        [True, 2],
        [1, math.nan],
        [1, math.inf],
        [1, 10**400],
        [None, 2],
        {"low": 1, "high": 2},
    ],
)
def test_anything_else_is_refused_with_what_is_allowed(value):
    with pytest.raises(ValidationError, match=r"must be \[low, high\] with 0\.5 <= low <= high <= 20"):
        Model(length=value)


def test_a_range_is_written_as_a_list():
    assert Model().model_dump(mode="json") == {"length": [1.0, 2.0]}


def test_the_schema_for_editors_has_the_bounds():
    number = {"type": "number", "minimum": 0.5, "maximum": 20}
    found = Model.model_json_schema()["properties"]["length"]
    assert {"type": "array", "items": number, "minItems": 2, "maxItems": 2}.items() <= found.items()
