"""Text in Markdown: what a template prints shows as it is, whatever characters it contains."""

import re
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

_SPECIAL = re.compile(r"([\\`*\[\]<>|&$~#]|(?<!\w)_|_(?!\w))")
_MIN_FENCE = 3


class Verbatim(str):
    """Markdown that is printed as it is."""

    __slots__ = ()


def markdown_environment(folder: Path) -> Environment:
    """Return an environment for templates of Markdown, in which every value that is not `Verbatim` is escaped."""
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=False,  # noqa: S701 for HTML; `finalize` escapes for Markdown
        finalize=lambda value: value if isinstance(value, Verbatim) else escape(str(value)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"code": code, "block": block}
    return environment


def escape(text: str) -> str:
    """Return a text so that Markdown shows it as it is, on one line."""
    return _SPECIAL.sub(r"\\\1", re.sub(r"\s+", " ", text))


def code(text: object) -> Verbatim:
    """Return a text as code within a line, also within a table."""
    line = " ".join(str(text).split())
    fence = "`" * (_longest_run(line) + 1)
    padding = " " if "`" in line else ""
    return Verbatim(f"{fence}{padding}{line}{padding}{fence}".replace("|", r"\|"))


def block(text: str, language: str = "") -> Verbatim:
    """Return a text as a block of code."""
    fence = "`" * max(_MIN_FENCE, _longest_run(text) + 1)
    return Verbatim(f"{fence}{language}\n{text.rstrip()}\n{fence}")


def _longest_run(text: str) -> int:
    return max(map(len, re.findall("`+", text)), default=0)
