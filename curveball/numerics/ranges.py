"""A closed range of numbers, written `[low, high]` in the configuration."""

import math
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import core_schema


class Range(NamedTuple):
    """The numbers from `low` to `high`, both included."""

    low: float
    high: float

    def at(self, u: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the numbers at the fractions `u` of the range, any shape: uniform draws for uniform `u`."""
        return self.low + (self.high - self.low) * u

    def contains(self, x: NDArray[np.floating[Any]]) -> NDArray[np.bool_]:
        """Tell which numbers, any shape, lie in the range; a NaN does not."""
        return (x >= self.low) & (x <= self.high)


@dataclass(frozen=True)
class Within:
    """The bounds of a range in the configuration: `radius_m: Annotated[Range, Within(0.01, 100)] = Range(0.25, 0.75)`.

    Attributes:
        minimum: Smallest `low` allowed.
        maximum: Largest `high` allowed.
    """

    minimum: float
    maximum: float

    def check(self, value: Any) -> Range:
        """Return the value as a range.

        Raises:
            ValueError: The value is not a pair of finite numbers with minimum <= low <= high <= maximum.
        """
        is_pair = isinstance(value, list | tuple) and len(value) == 2 and all(map(_is_finite_number, value))
        if not is_pair or not self.minimum <= value[0] <= value[1] <= self.maximum:
            raise ValueError(f"must be [low, high] with {self.minimum:g} <= low <= high <= {self.maximum:g}")
        return Range(float(value[0]), float(value[1]))

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(
            self.check, serialization=core_schema.plain_serializer_function_ser_schema(list)
        )

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        number = {"type": "number", "minimum": self.minimum, "maximum": self.maximum}
        return {"type": "array", "items": number, "minItems": 2, "maxItems": 2}


def _is_finite_number(value: Any) -> bool:
    return type(value) is int or (isinstance(value, float) and math.isfinite(value))
