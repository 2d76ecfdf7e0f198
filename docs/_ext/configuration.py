"""The reference of the configuration: every key with its type, default, bounds, meaning and staleness."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from curveball.config.model import Config
from curveball.motions._docstrings import field_docstrings
from curveball.numerics.ranges import Range, Within
from docs._ext.staleness import stale_after_a_change_of

_TYPES: dict[Any, str] = {bool: "boolean", int: "integer", float: "number", str: "string", Range: "range"}
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True)
class Key:
    """One key of the configuration, as the reference shows it. Texts are Markdown."""

    name: str
    """Its path: `framing.extent`."""
    type: str
    default: str
    allowed: str
    meaning: str
    stale: str
    """What is regenerated when it changes; what follows in the workflow is regenerated too."""


def all_keys() -> list[Key]:
    """Return all keys, in the order of config/config.yaml."""
    config = Config()
    found = list(_keys_of(config, ""))
    for class_name, motion in config.classes.items():
        name = f"classes.{class_name}"
        meaning = f"{_first_line(motion)} `null` leaves the class out. The order of the classes sets their labels."
        found.append(Key(name, "section or `null`", "", "", meaning, stale_after_a_change_of(name)))
        found += _keys_of(motion, f"{name}.")
    return found


def table() -> str:
    """Return a table of all keys, for config/README.md."""
    lines = ["| Key | Default | Allowed | Meaning | Stale |", "|---|---|---|---|---|"]
    for key in all_keys():
        cells = (f"`{key.name}`", key.default, key.allowed, key.meaning, key.stale)
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def entries() -> str:
    """Return an entry per key, to which the role `key` refers, section by section."""
    parts = []
    for section, members in groupby(all_keys(), _section_of):
        parts += [f"## {section}\n", *map(_entry, members)]
    return "\n".join(parts)


def _section_of(key: Key) -> str:
    """Return the heading that a key stands under."""
    section, _, rest = key.name.partition(".")
    if section == "classes":
        return f"`classes.{rest.partition('.')[0]}`"
    return f"`{section}`" if rest else "Top level"


def _entry(key: Key) -> str:
    facts = [("Type", key.type), ("Default", key.default), ("Allowed", key.allowed), ("Stale", key.stale)]
    fields = "\n".join(f":{name}: {value}" for name, value in facts if value)
    return f"::::{{confkey}} {key.name}\n{key.meaning}\n\n{fields}\n::::\n"


def _keys_of(section: BaseModel, prefix: str) -> Iterator[Key]:
    docstrings = field_docstrings(type(section))
    for name, field in type(section).model_fields.items():
        value = getattr(section, name)
        if isinstance(value, BaseModel):
            yield from _keys_of(value, f"{prefix}{name}.")
        elif name != "classes":
            path = f"{prefix}{name}"
            stale = stale_after_a_change_of(path)
            yield Key(path, _type(field), f"`{_yaml(value)}`", _allowed(field), docstrings[name], stale)


def _first_line(motion: BaseModel) -> str:
    return (type(motion).__doc__ or "").partition("\n")[0]


def _type(field: FieldInfo) -> str:
    if get_origin(field.annotation) is Literal:
        return "choice"
    return _TYPES[field.annotation]


def _allowed(field: FieldInfo) -> str:
    """Return the values that a field accepts, as a formula or a list."""
    if get_origin(field.annotation) in (Literal, Union, UnionType):
        return ", ".join(f"`{choice}`" for choice in get_args(field.annotation))
    if field.annotation is bool:
        return "`true`, `false`"
    if field.annotation is str:
        return '`"#rrggbb"`'
    for bound in field.metadata:
        if isinstance(bound, Within):
            return f"{_number(bound.minimum)} ≤ low ≤ high ≤ {_number(bound.maximum)}"
    lower, upper = _bounds(field.metadata)
    return f"{lower} value {upper}".strip() if lower and upper else f"value {_flipped(lower)}{upper}"


def _bounds(metadata: list[Any]) -> tuple[str, str]:
    """Return what stands before and after the value in `0 < value ≤ 1`; either can be empty."""
    lower = upper = ""
    for bound in metadata:
        lower = f"{_number(bound.ge)} ≤" if hasattr(bound, "ge") else lower
        lower = f"{_number(bound.gt)} <" if hasattr(bound, "gt") else lower
        upper = f"≤ {_number(bound.le)}" if hasattr(bound, "le") else upper
        upper = f"< {_number(bound.lt)}" if hasattr(bound, "lt") else upper
    return lower, upper


def _flipped(lower: str) -> str:
    """Turn `0 <` into `> 0`."""
    number, _, sign = lower.partition(" ")
    return f"{'≥' if sign == '≤' else '>'} {number}" if number else ""


def _number(value: float) -> str:
    power = int(value).bit_length() - 1
    if power > 40 and value == 2**power:
        return f"2{str(power).translate(_SUPERSCRIPTS)}"
    return f"{value:,}" if isinstance(value, int) else f"{value:g}"


def _yaml(value: Any) -> str:
    """Write a default as it stands in a configuration file."""
    if isinstance(value, tuple):
        return f"[{', '.join(map(_yaml, value))}]"
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) and value.startswith("#") else str(value)
