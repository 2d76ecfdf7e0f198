"""A closed range of numbers, written `[low, high]` in the config."""

import math
from dataclasses import dataclass
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import core_schema

Range = tuple[float, float]


@dataclass(frozen=True)
class Within:
    """What a range may span: `radius_m: Annotated[Range, Within(0.01, 100)] = (0.25, 0.75)`."""

    minimum: float
    maximum: float

    def check(self, value: Any) -> Range:
        """Return the value as two floats; raise ValueError unless minimum <= low <= high <= maximum."""
        is_pair = isinstance(value, list | tuple) and len(value) == 2 and all(map(_is_finite_number, value))
        if not is_pair or not self.minimum <= value[0] <= value[1] <= self.maximum:
            raise ValueError(f"must be [low, high] with {self.minimum:g} <= low <= high <= {self.maximum:g}")
        return float(value[0]), float(value[1])

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(
            self.check, serialization=core_schema.plain_serializer_function_ser_schema(list)
        )

    def __get_pydantic_json_schema__(self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler) -> dict:
        number = {"type": "number", "minimum": self.minimum, "maximum": self.maximum}
        return {"type": "array", "items": number, "minItems": 2, "maxItems": 2}


def _is_finite_number(value: Any) -> bool:
    return type(value) is int or (isinstance(value, float) and math.isfinite(value))
