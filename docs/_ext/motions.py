"""The reference of the classes of motion, from their docstrings and ranges."""

from curveball.config.model import Config
from curveball.config.reference import all_keys
from curveball.motions import motion_type


def entries() -> str:
    """Return a section per class of motion: its curve, and its parameters with their ranges."""
    return "\n".join(_entry(class_name) for class_name in Config().classes)


def _entry(class_name: str) -> str:
    kind = motion_type(class_name)
    lines = [f"## `{class_name}`\n", _dedented(kind.__doc__ or ""), ""]
    lines += ["| Parameter | Default | Allowed | Meaning |", "|---|---|---|---|"]
    prefix = f"classes.{class_name}."
    keys = {key.name.removeprefix(prefix): key for key in all_keys() if key.name.startswith(prefix)}
    lines += [f"| `{name}` | `{key.default}` | {key.allowed} | {key.meaning} |" for name, key in keys.items()]
    signs = [f"`{name}`" for name in kind.signs]
    if signs:
        lines += ["", f"Drawn from &minus;1 and +1 with equal probability: {', '.join(signs)}."]
    return "\n".join(lines) + "\n"


def _dedented(docstring: str) -> str:
    first, _, rest = docstring.partition("\n")
    return "\n".join([first, *(line.strip() for line in rest.splitlines())]).strip()
