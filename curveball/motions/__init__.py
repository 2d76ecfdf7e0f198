"""The classes of motion. A file here is a class, `circular.py` that of `circular`; those with an underscore are not."""

import re
from importlib import import_module
from pathlib import Path

from curveball.motions._motion import Motion

CLASS_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")


def available_classes() -> list[str]:
    """Return the names of the classes of motion, in alphabetical order."""
    return sorted(path.stem for path in Path(__file__).parent.glob("[!_]*.py"))


def motion_type(class_name: str) -> type[Motion]:
    """Return the type that draws, traces and describes a class of motion.

    Raises:
        ValueError: The name is no plain word, or no file in this folder has it.
    """
    if not isinstance(class_name, str) or len(class_name) > 40 or not CLASS_NAME.fullmatch(class_name):
        raise ValueError("a class name is made of lower-case letters, digits and single _ between them, at most 40")
    if class_name not in available_classes():
        raise ValueError(f"no such class; there are {', '.join(available_classes())} (one file each in {__package__})")
    module = import_module(f"{__package__}.{class_name}")
    return getattr(module, class_name.title().replace("_", ""))
