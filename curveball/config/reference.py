"""What each key of the configuration means: type, default, allowed values and meaning, derived from the model."""

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

import msgspec

from curveball.config.errors import CurveballError
from curveball.config.hold_out import COMMON_QUANTITIES
from curveball.config.model import MAX_JOB_SAMPLES, MAX_SAMPLES, Config
from curveball.motions._docstrings import field_docstrings
from curveball.numerics.ranges import Range, Within
from curveball.structures import Field, Structure, fields_of

_TYPES: dict[Any, str] = {
    int | dict[str, int]: "integer or mapping",
    int | Literal["auto"]: "integer or `auto`",
    bool: "boolean",
    int: "integer",
    float: "number",
    str: "string",
    Range: "range",
}
_KINDS: dict[Any, str] = {Literal: "choice", list: "list", dict: "mapping"}
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True, kw_only=True)
class Key:
    """One key of the configuration. Texts are Markdown."""

    name: str
    """Its path: `framing.extent`."""
    type: str
    default: str
    """As it stands in a configuration file; empty for a section."""
    allowed: str
    """A formula or a list; empty for a section."""
    meaning: str


def all_keys() -> list[Key]:
    """Return all keys, in the order of config/config.yaml."""
    config = Config()
    found = list(_keys_of(config, ""))
    for class_name, motion in config.classes.items():
        name = f"classes.{class_name}"
        meaning = f"{_first_line(motion)} `null` leaves the class out. The order of the classes sets their labels."
        found.append(Key(name=name, type="section or `null`", default="", allowed="", meaning=meaning))
        found += _keys_of(motion, f"{name}.")
    return found


def find_keys(name: str) -> list[Key]:
    """Return a key, or all keys of a section.

    Args:
        name: Path of a key or a section: `framing.extent`, `framing`, `classes.helical`.

    Raises:
        CurveballError: There is no such key. The message names similar ones.
    """
    keys = all_keys()
    found = [key for key in keys if key.name == name or key.name.startswith(f"{name}.")]
    if found:
        return found
    names = [key.name for key in keys]
    similar = [other for other in names if other.rpartition(".")[2] == name.rpartition(".")[2]]
    similar = similar or difflib.get_close_matches(name, names, n=3)
    suggestion = f"Did you mean {' or '.join(similar)}?" if similar else "`curveball config explain` lists all keys."
    raise CurveballError(f"{name}: the configuration has no such key. {suggestion}")


def _keys_of(section: Structure, prefix: str) -> Iterator[Key]:
    docstrings = field_docstrings(type(section))
    for field in fields_of(type(section)):
        value = getattr(section, field.name)
        if isinstance(value, Structure):
            yield from _keys_of(value, f"{prefix}{field.name}.")
        elif field.name != "classes":
            yield Key(
                name=f"{prefix}{field.name}",
                type=_type(field),
                default=_yaml(value),
                allowed=_allowed(field),
                meaning=docstrings[field.name],
            )


def _first_line(motion: Structure) -> str:
    return (type(motion).__doc__ or "").partition("\n")[0]


def _type(field: Field) -> str:
    if get_origin(field.type) in _KINDS:
        return _KINDS[get_origin(field.type)]
    return _TYPES[field.type]


def _allowed(field: Field) -> str:
    """Return the values that a field accepts, as a formula or a list."""
    if field.type == int | dict[str, int]:
        return f"1 ≤ value ≤ {MAX_SAMPLES:,}, or a mapping of every class to such a value"
    if field.type == int | Literal["auto"]:
        return f"1 ≤ value ≤ {MAX_JOB_SAMPLES:,}, or `auto`"
    if get_origin(field.type) in (Literal, Union, UnionType):
        return ", ".join(f"`{choice}`" for choice in get_args(field.type))
    if get_origin(field.type) is list:
        return ", ".join(f"`{choice}`" for choice in get_args(get_args(field.type)[0]))
    if get_origin(field.type) is dict:
        return f"a parameter of a class, or {', '.join(f'`{name}`' for name in COMMON_QUANTITIES)}"
    if field.type is bool:
        return "`true`, `false`"
    if field.type is str:
        return '`"#rrggbb"`'
    for bound in field.annotations:
        if isinstance(bound, Within):
            return f"{_number(bound.minimum)} ≤ low ≤ high ≤ {_number(bound.maximum)}"
    lower, upper = _bounds(field.bounds)
    return f"{lower} value {upper}".strip() if lower and upper else f"value {_flipped(lower)}{upper}"


def _bounds(bounds: Sequence[msgspec.Meta]) -> tuple[str, str]:
    """Return what stands before and after the value in `0 < value ≤ 1`; either can be empty."""
    lower = upper = ""
    for bound in bounds:
        lower = f"{_number(bound.ge)} ≤" if bound.ge is not None else lower
        lower = f"{_number(bound.gt)} <" if bound.gt is not None else lower
        upper = f"≤ {_number(bound.le)}" if bound.le is not None else upper
        upper = f"< {_number(bound.lt)}" if bound.lt is not None else upper
    return lower, upper


def _flipped(lower: str) -> str:
    """Turn `0 <` into `> 0`."""
    number, _, sign = lower.partition(" ")
    return f"{'≥' if sign == '≤' else '>'} {number}" if number else ""


def _number(value: float) -> str:
    power = int(value).bit_length()
    if power > 40 and value == 2**power - 1:
        return f"2{str(power).translate(_SUPERSCRIPTS)} - 1"
    return f"{value:,}" if isinstance(value, int) else f"{value:g}"


def _yaml(value: Any) -> str:
    """Write a default as it stands in a configuration file."""
    if isinstance(value, tuple):
        return f"[{', '.join(map(_yaml, value))}]"
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) and value.startswith("#") else str(value)
