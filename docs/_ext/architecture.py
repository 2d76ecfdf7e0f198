"""The packages of the library and the imports between them, from the import graph and the layers contract."""

import ast
import tomllib
from pathlib import Path
from xml.sax.saxutils import escape

import grimp

ROOT = Path(__file__).parents[2]
_ROW, _BOX, _ARC = 46, 34, 16
_WIDTH = 620
"""Sizes in the drawing, in px: a row, a box within it, the distance of two arcs, the whole."""


def layers() -> list[str]:
    """Return the packages from top to bottom, as the contract for import-linter in pyproject.toml lists them."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    for contract in settings["tool"]["importlinter"]["contracts"]:
        if contract["type"] == "layers":
            return contract["layers"]
    raise ValueError("pyproject.toml: no layers contract for import-linter")


def imports() -> dict[str, list[str]]:
    """Return the packages that each package imports, both from top to bottom."""
    graph = grimp.build_graph("curveball")
    names = layers()
    found = {}
    for importer in names:
        inside = {f"curveball.{importer}", *graph.find_descendants(f"curveball.{importer}")}
        targets = {target for module in inside for target in graph.find_modules_directly_imported_by(module)}
        packages = {target.split(".")[1] for target in targets if target.count(".")}
        found[importer] = [name for name in names if name in packages - {importer}]
    return found


def table() -> str:
    """Return a table of the packages: what each is for, and what it imports."""
    lines = ["| Package | Purpose | Imports |", "|---|---|---|"]
    for name, targets in imports().items():
        imported = ", ".join(f"`{target}`" for target in targets) or "no other package"
        lines.append(f"| `curveball.{name}` | {_purpose(name)} | {imported} |")
    return "\n".join(lines) + "\n"


def drawing() -> str:
    """Return an SVG of the same: a box per package, and an arc per import that is not of the next layer below."""
    names = layers()
    parts = []
    for row, name in enumerate(names):
        y = row * _ROW
        parts.append(f'<rect x="1" y="{y + 1}" width="300" height="{_BOX}" rx="6"/>')
        parts.append(f'<text x="151" y="{y + _BOX / 2 + 6}" text-anchor="middle">{escape(name)}</text>')
    for importer, targets in imports().items():
        for target in targets:
            parts.append(_arrow(names.index(importer), names.index(target)))
    label = "Imports between the packages of curveball; the table below lists them"
    return (
        f'<svg class="architecture" role="img" aria-label="{label}" viewBox="0 0 {_WIDTH} {len(names) * _ROW}">'
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        f'<path class="tip" d="M0 0 8 4 0 8z"/></marker></defs>{"".join(parts)}</svg>'
    )


def _arrow(start: int, end: int) -> str:
    """Draw an arrow from a row down to another: straight to the next, else in an arc at the right of the boxes."""
    if end == start + 1:
        return f'<path class="arrow" marker-end="url(#tip)" d="M151 {start * _ROW + _BOX + 1}V{end * _ROW}"/>'
    y0 = start * _ROW + _BOX / 2 + 2 * (end - start)
    y1 = end * _ROW + _BOX / 2 - 2 * (end - start)
    bulge = 301 + 2.6 * _ARC * (end - start)
    return f'<path class="arrow" marker-end="url(#tip)" d="M301 {y0}C{bulge} {y0} {bulge} {y1} 303 {y1}"/>'


def _purpose(name: str) -> str:
    """Return the first sentence of a package's docstring."""
    tree = ast.parse((ROOT / "curveball" / name / "__init__.py").read_text(encoding="utf-8"))
    return (ast.get_docstring(tree) or "").partition("\n")[0]
