"""The reference of the configuration: every key with its type, default, bounds, meaning and staleness."""

from itertools import groupby

from curveball.config.reference import Key, all_keys
from docs._ext.staleness import stale_after_a_change_of


def table() -> str:
    """Return a table of all keys, for config/README.md."""
    lines = ["| Key | Default | Allowed | Meaning | Stale |", "|---|---|---|---|---|"]
    for key in all_keys():
        cells = (f"`{key.name}`", _code(key.default), key.allowed, key.meaning, stale_after_a_change_of(key.name))
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
    """Return the description of a key, with what is regenerated when it changes; what follows is regenerated too."""
    stale = stale_after_a_change_of(key.name)
    facts = [("Type", key.type), ("Default", _code(key.default)), ("Allowed", key.allowed), ("Stale", stale)]
    fields = "\n".join(f":{name}: {value}" for name, value in facts if value)
    return f"::::{{confkey}} {key.name}\n{key.meaning}\n\n{fields}\n::::\n"


def _code(text: str) -> str:
    return f"`{text}`" if text else ""
