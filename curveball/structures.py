"""Immutable structures with typed fields: what they are, and what is written as JSON and read back."""

from abc import ABCMeta
from collections.abc import Callable
from functools import cache, partial
from typing import Annotated, Any, NamedTuple, dataclass_transform, get_args, get_origin

import msgspec


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(msgspec.field,))
class _StructureMeta(msgspec.StructMeta, ABCMeta):
    def __new__(mcs, name: str, bases: tuple[type, ...], namespace: dict[str, Any], **options: Any) -> Any:
        every = {"frozen": True, "kw_only": True, "forbid_unknown_fields": True}
        return super().__new__(mcs, name, bases, namespace, **(every | options))


class Structure(msgspec.Struct, metaclass=_StructureMeta):
    """A structure with typed fields: immutable, with keywords only, and without unknown keys in its JSON.

    The types are checked where a structure is read or built from settings, not where code creates it.
    """


class Field(NamedTuple):
    """A field of a structure."""

    name: str
    type: Any
    """Its type, without what annotates it."""
    annotations: tuple[Any, ...]
    """What annotates the type: bounds as `msgspec.Meta`, and at most one function that checks and converts a value."""
    default: Callable[[], Any] | None
    """Returns its default; None if it has none."""

    @property
    def bounds(self) -> tuple[msgspec.Meta, ...]:
        """What msgspec checks beside the type."""
        return tuple(annotation for annotation in self.annotations if isinstance(annotation, msgspec.Meta))


@cache
def fields_of(structure: type[Structure]) -> tuple[Field, ...]:
    """Return the fields of a structure, in order of declaration."""
    found = []
    for field in msgspec.structs.fields(structure):
        kind, *annotations = get_args(field.type) if get_origin(field.type) is Annotated else (field.type,)
        default = None if field.default_factory is msgspec.NODEFAULT else field.default_factory
        if field.default is not msgspec.NODEFAULT:
            default = partial(_same, field.default)
        found.append(Field(field.name, kind, tuple(annotations), default))
    return tuple(found)


def _same(value: Any) -> Any:
    return value


def to_json(structure: Structure, *excluded: str) -> dict[str, Any]:
    """Return a structure as JSON has it: nested mappings, lists, strings, numbers and null, without some fields."""
    kept = {name: getattr(structure, name) for name in structure.__struct_fields__ if name not in excluded}
    content: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(kept if excluded else structure))
    return content
