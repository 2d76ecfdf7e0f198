"""Writes the committed files that are generated from the code: `python docs/write_generated.py`.

A test fails when one of them is not current.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
COMMAND = "python docs/write_generated.py"


def generated_files() -> dict[str, str]:
    """Return the content of each generated file, by its path in the repository."""
    from curveball.config import json_schema as config_schema
    from curveball.validation import outcome
    from docs._ext import benchmarks, catalog_schema, configuration, scale

    measured = benchmarks.measured()
    tables = benchmarks.tables(measured)
    return {
        "README.md": _with_tables("README.md", {"speed": tables["run"]}),
        "config/README.md": _with_tables("config/README.md", {"generated": configuration.table()}),
        "config/config.schema.json": config_schema.json_schema(),
        "docs/explanation/benchmarks.md": _with_tables("docs/explanation/benchmarks.md", tables),
        "docs/explanation/benchmarks.svg": benchmarks.plot(measured),
        "docs/explanation/scale.md": _with_tables("docs/explanation/scale.md", scale.tables(measured)),
        "docs/reference/validation.schema.json": outcome.json_schema(),
        "workflow/schemas/config.schema.yaml": catalog_schema.text(),
    }


def _with_tables(name: str, tables: dict[str, str]) -> str:
    """Return the text of a page with new tables, each between the two marks with its name."""
    text = (ROOT / name).read_text(encoding="utf-8")
    for mark, table in tables.items():
        start, end = f"<!-- {mark}: begin -->\n", f"<!-- {mark}: end -->\n"
        before, _, rest = text.partition(start)
        _, _, after = rest.partition(end)
        text = f"{before}{start}\n{table.strip()}\n\n{end}{after}"
    return text


def main() -> None:
    """Write the generated files that are not current, and print their names."""
    contents = {ROOT / name: content for name, content in generated_files().items()}
    changed = {path: text for path, text in contents.items() if not path.exists() or path.read_text("utf-8") != text}
    for path, text in changed.items():
        path.write_text(text, encoding="utf-8")
        print(f"Updated {path.relative_to(ROOT)}")
    if not changed:
        print("Everything is current")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
