"""Builds typed sections of the configuration from settings, and collects all that is invalid in them.

msgspec converts and checks single values. It stops at the first invalid one, so sections are built here, key by key.
"""

import difflib
import math
import operator
import sys
from collections.abc import Iterable, Mapping, Sequence
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, NamedTuple, TypeVar, get_args, get_origin

import msgspec

from curveball.structures import Field, Structure, fields_of

SectionType = TypeVar("SectionType", bound=Structure)

_TYPES = {bool: "a valid boolean", int: "a valid integer", float: "a valid number", str: "a valid string"}
_BOUNDS = {
    "ge": ("greater than or equal to", operator.ge),
    "gt": ("greater than", operator.gt),
    "le": ("less than or equal to", operator.le),
    "lt": ("less than", operator.lt),
}


class Problem(NamedTuple):
    """One thing that is wrong with settings."""

    location: tuple[str, ...]
    """The keys that lead to it."""
    message: str
    """What is allowed."""
    found: Any = msgspec.UNSET
    """The value; unset where it tells no more than the message."""


class InvalidSettingsError(ValueError):
    """Settings are invalid."""

    def __init__(self, problems: Iterable[Problem]):
        """State all that is wrong with them."""
        self.problems = list(problems)
        super().__init__("; ".join(problem.message for problem in self.problems))


def build(section: type[SectionType], settings: Any) -> SectionType:
    """Return a section with the values of settings, and defaults for all other keys.

    Args:
        section: Its type.
        settings: A mapping of keys to values, as read from YAML.

    Raises:
        InvalidSettingsError: Keys or values are invalid. It states all of them, or if each is valid by itself, why they
            do not fit together.
    """
    if not isinstance(settings, Mapping):
        raise InvalidSettingsError([Problem((), "must be a mapping of keys to values", settings)])
    fields = fields_of(section)
    names = [field.name for field in fields]
    values, problems = {}, []
    for field in fields:
        if field.name not in settings:
            if field.default is None:
                problems.append(Problem((field.name,), "this key is required"))
            continue
        try:
            values[field.name] = _convert(field, settings[field.name])
        except ValueError as error:
            problems += problems_below(field.name, settings[field.name], error)
    problems += [Problem((name,), _unknown_key(name, names)) for name in settings if name not in names]
    if problems:
        raise InvalidSettingsError(problems)
    try:
        return section(**values)
    except ValueError as error:
        raise InvalidSettingsError([Problem((), str(error), settings)]) from None


def problems_below(key: str, found: Any, error: ValueError) -> list[Problem]:
    """Return what an error says, as problems of the mapping that the faulty value stands in.

    Args:
        key: The key of the value.
        found: The value.
        error: What its conversion raised.
    """
    if isinstance(error, InvalidSettingsError):
        return [problem._replace(location=(key, *problem.location)) for problem in error.problems]
    return [Problem((key,), str(error), found)]


def converted(value: Any, kind: Any) -> Any:
    """Convert a value to a type that msgspec knows, without implicit conversions other than of integers to floats.

    Raises:
        ValueError: It is of another type, or violates a bound. The message states what is allowed.
    """
    base, *annotations = get_args(kind) if get_origin(kind) is Annotated else (kind,)
    if isinstance(base, UnionType):
        base = next(choice for choice in get_args(base) if choice is not NoneType)
    if base is float and isinstance(value, float) and not math.isfinite(value):
        raise ValueError("must be a finite number")
    if base is float and type(value) is int and abs(value) > sys.float_info.max:  # msgspec before 0.22 crashes
        raise ValueError("must be a valid number")
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError:
        raise ValueError(f"must {_requirement(base, annotations, value)}") from None


def _convert(field: Field, value: Any) -> Any:
    if value is None and NoneType in get_args(field.type):
        return None
    for annotation in field.annotations:
        if callable(annotation):
            return annotation(value)
    if isinstance(field.type, type) and issubclass(field.type, Structure):
        return build(field.type, value)
    return converted(value, Annotated[field.type, *field.annotations] if field.annotations else field.type)


def _unknown_key(name: Any, names: Sequence[str]) -> str:
    close = difflib.get_close_matches(str(name), names, n=1)
    suggestion = f"Did you mean {close[0]}? " if close else ""
    return f"unknown key. {suggestion}Allowed here: {', '.join(names)}"


def _requirement(kind: Any, annotations: Sequence[Any], value: Any) -> str:
    """Return what a value that was refused must be: the first bound that it violates, or else its type."""
    if get_origin(kind) is list and (choices := get_args(get_args(kind)[0])):
        return f"be a list of {', '.join(choices)}"
    if get_origin(kind) is Literal:
        *others, last = map(repr, get_args(kind))
        return f"be {', '.join(others)} or {last}"
    is_number = type(value) is int or isinstance(value, float)
    for bounds in (annotation for annotation in annotations if isinstance(annotation, msgspec.Meta)):
        if bounds.pattern is not None and isinstance(value, str):
            return f"match the pattern {bounds.pattern}"
        for name, (words, holds) in _BOUNDS.items():
            bound = getattr(bounds, name)
            if bound is not None and is_number and (kind is float or type(value) is int) and not holds(value, bound):
                return f"be {words} {bound:g}" if isinstance(bound, float) else f"be {words} {bound}"
    return f"be {_TYPES.get(kind, f'a value of type {kind}')}"
