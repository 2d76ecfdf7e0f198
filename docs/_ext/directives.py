"""The Sphinx extension: inserts what is generated from the code, and checks what is written by hand against it.

- ``{generated} <name>`` inserts a generator's Markdown, or a drawing.
- ``{python-api} <module>`` documents all that a module exports.
- ``{confkey}`` and ``{check}`` describe a configuration key and a check; the roles ``{key}`` and ``{checked-by}`` refer
  to them. A reference to a key or a check that does not exist is a warning.
- ``{repo}`path` `` names a file or folder of the repository. One that does not exist is a warning.
"""

import inspect
import re
import textwrap
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.pycode import ModuleAnalyzer
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective, SphinxRole

from curveball.config.model import Config
from curveball.structures import Structure, fields_of
from docs._ext import architecture, checks, columns, command_line, configuration, motions, outcome

ROOT = Path(__file__).parents[2]
logger = logging.getLogger(__name__)

GENERATORS: dict[str, Callable[[], str]] = {
    "checks": checks.entries,
    "columns": columns.table,
    "command-line": command_line.entries,
    "configuration": configuration.entries,
    "motions": motions.entries,
    "outcome": outcome.entries,
    "packages": architecture.table,
    "parameter-columns": columns.parameter_table,
}
_SPECIAL = re.compile(r"[|*]|(?<=\w)_(?!\w)")
_EXTERNAL = re.compile(r"<(?:script|link|img|iframe|source)\b[^>]*\b(?:src|href)=[\"'](?:https?:)?//[^\"']+", re.I)
_EXTERNAL_IN_CSS = re.compile(r"(?:url\(|@import)\s*[\"']?(?:https?:)?//[^)\"']+", re.I)


class Generated(SphinxDirective):
    """Inserts what a generator returns."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        name = self.arguments[0]
        if name == "architecture":
            return [nodes.raw("", architecture.drawing(), format="html")]
        return self.parse_text_to_nodes(GENERATORS[name](), allow_section_headings=True)


class PythonApi(SphinxDirective):
    """Documents all that a module exports, or the names that follow it."""

    required_arguments = 1
    optional_arguments = 20

    def run(self) -> list[nodes.Node]:
        module, *names = self.arguments
        exported = names or [name for name in import_module(module).__all__ if not name.startswith("__")]
        for name in exported:
            warn_of_missing_docstrings(f"{module}.{name}", getattr(import_module(module), name))
        text = "\n".join(_autodoc(module, name) for name in exported)
        return self.parse_text_to_nodes(f"```{{eval-rst}}\n{text}\n```")


def _autodoc(module: str, name: str) -> str:
    """Return the directive that documents a member of a module."""
    member = getattr(import_module(module), name)
    if not (inspect.isclass(member) or inspect.isfunction(member)):
        return _alias(module, name)
    if inspect.isfunction(member):
        return f".. autofunction:: {module}.{name}\n"
    if issubclass(member, Exception):
        return f".. autoexception:: {module}.{name}\n   :show-inheritance:\n"
    options = [":members:", ":special-members: __getitem__"]
    signature = "()" if issubclass(member, Structure) else ""
    if member is Config:  # The reference of the configuration describes the fields.
        signature = "(**settings)"
        options.append(f":exclude-members: {', '.join(field.name for field in fields_of(member))}")
    return "\n   ".join([f".. autoclass:: {module}.{name}{signature}", *options]) + "\n"


def _alias(module: str, name: str) -> str:
    """Document the alias of a type by the docstring below it, in the module that the package imports it from."""
    package = ROOT.joinpath(*module.split("."))
    source = "".join(path.read_text(encoding="utf-8") for path in package.glob("__init__.py*"))
    homes: list[str] = re.findall(rf"^from (\S+) import .*\b{name}\b", source, re.M)
    docstring = ModuleAnalyzer.for_module(homes[0]).find_attr_docs().get(("", name), [])
    if not docstring:
        logger.warning("%s.%s has no docstring", module, name)
    text = textwrap.indent("\n".join(docstring), "   ")
    return f".. py:currentmodule:: {module}\n\n.. py:type:: {name}\n\n{text}\n"


def warn_of_missing_docstrings(name: str, member: Any) -> None:
    """Warn of functions, classes, methods and properties without a docstring. An inherited one counts."""
    documented = {name: member}
    if inspect.isclass(member):
        parts = {part: value for part, value in vars(member).items() if not part.startswith("_")}
        documented |= {f"{name}.{part}": getattr(member, part) for part, value in parts.items() if _is_code(value)}
    for path, value in documented.items():
        if not inspect.getdoc(value):
            logger.warning("%s has no docstring", path)


def _is_code(value: Any) -> bool:
    return callable(value) or isinstance(value, property | classmethod | staticmethod)


class RepositoryPath(SphinxRole):
    """Names a path of the repository, which must exist."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        if not (ROOT / self.text).exists():
            logger.warning("no such path in the repository: %s", self.text, location=self.get_location())
        return [nodes.literal(self.rawtext, self.text, classes=["path"])], []


_attributes: dict[str, list[str]] = {}


def before_napoleon(app: Sphinx, what: str, name: str, obj: Any, options: Any, lines: list[str]) -> None:
    """Protect what means nothing special in our docstrings, but does in reStructuredText or to Napoleon.

    These are `|x|` and `2**40`; the words before a colon in the first line of what is returned, which are no type; and
    whole attributes, for the same reason.
    """
    parts = [re.split("(`[^`]*`)", line) for line in lines]
    lines[:] = ["".join(p if p.startswith("`") else _SPECIAL.sub(r"\\\g<0>", p) for p in line) for line in parts]
    if "Returns:" in lines:
        lines.insert(lines.index("Returns:") + 1, "    \\ ")
    if what in {"attribute", "property"}:
        _attributes[name] = list(lines)


def after_napoleon(app: Sphinx, what: str, name: str, obj: Any, options: Any, lines: list[str]) -> None:
    """Restore the docstrings of attributes."""
    lines[:] = _attributes.pop(name, lines)


def warn_of_external_resources(app: Sphinx, exception: Exception | None) -> None:
    """Warn if a page would load anything from another server: the site must work offline."""
    if exception or app.builder.format != "html":
        return
    for path in Path(app.outdir).rglob("*"):
        pattern = {".html": _EXTERNAL, ".css": _EXTERNAL_IN_CSS}.get(path.suffix)
        for found in pattern.findall(path.read_text(encoding="utf-8")) if pattern else []:
            logger.warning("%s loads an external resource: %s", path.relative_to(app.outdir), found)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register everything."""
    app.add_directive("generated", Generated)
    app.add_directive("python-api", PythonApi)
    app.add_object_type("confkey", "key", objname="configuration key")
    app.add_object_type("check", "checked-by", objname="check")
    app.add_role("repo", RepositoryPath())
    app.connect("autodoc-process-docstring", before_napoleon, priority=400)
    app.connect("autodoc-process-docstring", after_napoleon, priority=600)
    app.connect("build-finished", warn_of_external_resources)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
