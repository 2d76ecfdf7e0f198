"""Writes the committed files that are generated from the code: `python docs/write_generated.py`.

A test fails when one of them is not current.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
COMMAND = "python docs/write_generated.py"
_START, _END = "<!-- generated: begin -->\n", "<!-- generated: end -->\n"


def generated_files() -> dict[str, str]:
    """Return the content of each generated file, by its path in the repository."""
    from curveball.config import json_schema as config_schema
    from curveball.validation import outcome
    from docs._ext import catalog_schema, configuration

    readme = (ROOT / "config" / "README.md").read_text(encoding="utf-8")
    return {
        "config/README.md": _with_table(readme, configuration.table()),
        "config/config.schema.json": config_schema.json_schema(),
        "docs/reference/validation.schema.json": outcome.json_schema(),
        "workflow/schemas/config.schema.yaml": catalog_schema.text(),
    }


def _with_table(text: str, table: str) -> str:
    """Return a text with a new table between the two marks."""
    before, _, rest = text.partition(_START)
    _, _, after = rest.partition(_END)
    return f"{before}{_START}\n{table}\n{_END}{after}"


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
