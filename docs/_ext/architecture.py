"""The packages of the library and the imports between them, from the import graph and the layers contract."""

import ast
import tomllib
from pathlib import Path
from xml.sax.saxutils import escape

import grimp

ROOT = Path(__file__).parents[2]
_ROW, _BOX, _BOX_WIDTH, _ARC, _WIDTH = 56, 40, 220, 36, 560
"""Sizes in the drawing, in px: a row, a box's height and width, how far an arc bulges per row, and the whole."""


def layers() -> list[str]:
    """Return the packages from top to bottom, as the contract for import-linter in pyproject.toml lists them."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    for contract in settings["tool"]["importlinter"]["contracts"]:
        if contract["type"] == "layers":
            return list(contract["layers"])
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
    """Return an SVG of the same: a box per package, and an arrow per import."""
    names, targets = layers(), imports()
    rows = [_box(row, name) for row, name in enumerate(names)]
    arrows = [
        _arrow(names.index(importer), names.index(target), position, len(targets[importer]))
        for importer in names
        for position, target in enumerate(reversed(targets[importer]))
    ]
    label = "Imports between the packages of curveball; the table below lists them"
    return (
        f'<svg class="architecture" role="img" aria-label="{label}" viewBox="0 0 {_WIDTH} {len(names) * _ROW}">'
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        f'<path class="tip" d="M0 0 8 4 0 8z"/></marker></defs>{"".join(rows + arrows)}</svg>'
    )


def _box(row: int, name: str) -> str:
    y = row * _ROW
    return (
        f'<rect x="1" y="{y + 1}" width="{_BOX_WIDTH}" height="{_BOX}" rx="6"/>'
        f'<text x="{_BOX_WIDTH / 2}" y="{y + _BOX / 2 + 6}" text-anchor="middle">{escape(name)}</text>'
    )


def _arrow(start: int, end: int, position: int, count: int) -> str:
    """Draw an arrow from a row down to another: straight to the next row, else in an arc at the right.

    Args:
        start: Row of the package that imports.
        end: Row of the package that is imported.
        position: Which of the imports of its package it is, from the farthest to the nearest, so that arcs don't cross
            where they begin.
        count: Number of imports of its package.
    """
    middle, right = _BOX_WIDTH / 2, _BOX_WIDTH + 1
    if end == start + 1:
        return f'<path class="arrow" marker-end="url(#tip)" d="M{middle} {start * _ROW + _BOX + 1}V{end * _ROW}"/>'
    y0 = start * _ROW + _BOX * (0.3 + 0.6 * position / count)
    y1 = end * _ROW + _BOX * (0.75 - 0.08 * (end - start))
    bulge = right + _ARC * (end - start) + 20
    return (
        f'<path class="arrow" marker-end="url(#tip)" d="M{right} {y0:g}C{bulge} {y0:g} {bulge} {y1:g} {right} {y1:g}"/>'
    )


def _purpose(name: str) -> str:
    """Return the first sentence of a package's docstring."""
    module = ROOT / "curveball" / f"{name}.py"
    path = module if module.exists() else ROOT / "curveball" / name / "__init__.py"
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return (ast.get_docstring(tree) or "").partition("\n")[0]
