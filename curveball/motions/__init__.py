"""The classes of motion, one file each: `circular.py` defines the class `circular`.

Files whose names start with an underscore define no class. A class file imports all it needs of this library from
this package.
"""

import re
from importlib import import_module
from pathlib import Path
from traceback import extract_tb
from types import ModuleType

from curveball.motions._motion import Curve, Facts, Motion, Vector, View, Visibility
from curveball.motions._phrases import corner, in_quarters, vector, way_around
from curveball.numerics.portable_math import sincos_turns
from curveball.numerics.ranges import Range, Within
from curveball.structures import fields_of

__all__ = [
    "ClassFileError",
    "Curve",
    "Facts",
    "Motion",
    "Range",
    "Vector",
    "View",
    "Visibility",
    "Within",
    "available_classes",
    "corner",
    "in_quarters",
    "motion_type",
    "sincos_turns",
    "vector",
    "way_around",
]

_FOLDER = Path(__file__).parent
_CLASS_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")


class ClassFileError(ValueError):
    """A file in this folder does not define a class of motion. The message names the file and what it must define."""


def available_classes() -> list[str]:
    """Return the names of the classes of motion in alphabetical order."""
    return sorted(path.stem for path in _FOLDER.glob("[!_]*.py"))


def motion_type(class_name: str) -> type[Motion]:
    """Return the type that implements a class of motion.

    Args:
        class_name: The name of a file in this folder, without its suffix.

    Returns:
        The class in that file, whose name is the class name in CapWords: `Helical` for `helical`.

    Raises:
        ValueError: The name is malformed, or there is no such file.
        ClassFileError: The file cannot be imported or does not define the class as `Motion` prescribes.
    """
    if not isinstance(class_name, str) or len(class_name) > 40 or not _CLASS_NAME.fullmatch(class_name):
        raise ValueError(
            "a class name consists of lower-case letters, digits and single underscores between them, at most 40"
        )
    if class_name not in available_classes():
        raise ValueError(f"unknown class; available: {', '.join(available_classes())} (one file each in {__package__})")
    type_name = class_name.title().replace("_", "")
    found = getattr(_import(class_name), type_name, None)
    if not (isinstance(found, type) and issubclass(found, Motion)):
        raise ClassFileError(f"{_file(class_name)} must define `class {type_name}(Motion)`")
    if missing := sorted(found.__abstractmethods__):
        raise ClassFileError(f"{_file(class_name)}: class {type_name} must define {', '.join(missing)}")
    if malformed := _malformed_parameters(found):
        raise ClassFileError(
            f"{_file(class_name)}: class {type_name} must declare {', '.join(malformed)} as "
            "`Annotated[Range, Within(minimum, maximum)]`"
        )
    return found


def _import(class_name: str) -> ModuleType:
    try:
        return import_module(f"{__package__}.{class_name}")
    except Exception as error:
        lines = [frame.lineno for frame in extract_tb(error.__traceback__) if frame.filename == str(_path(class_name))]
        place = f"line {lines[-1]}: " if lines else ""  # the message of a SyntaxError includes its line
        reason = f"{place}{type(error).__name__}: {error}"
        raise ClassFileError(f"{_file(class_name)} cannot be imported: {reason}") from error


def _malformed_parameters(motion: type[Motion]) -> list[str]:
    """Return the names of fields that have the type of a parameter or its bounds but not both."""
    return [
        field.name
        for field in fields_of(motion)
        if (field.type is Range) != any(isinstance(bound, Within) for bound in field.annotations)
    ]


def _path(class_name: str) -> Path:
    return _FOLDER / f"{class_name}.py"


def _file(class_name: str) -> str:
    """Return the path of a class file for messages, relative to the project."""
    return _path(class_name).relative_to(_FOLDER.parents[1]).as_posix()
