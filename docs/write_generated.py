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
    from docs._ext import configuration

    readme = (ROOT / "config" / "README.md").read_text(encoding="utf-8")
    return {
        "config/README.md": _with_table(readme, configuration.table()),
        "config/config.schema.json": config_schema.json_schema(),
        "docs/reference/validation.schema.json": outcome.json_schema(),
    }


def _with_table(text: str, table: str) -> str:
    """Return a text with another table between the two marks."""
    before, _, rest = text.partition(_START)
    _, _, after = rest.partition(_END)
    return f"{before}{_START}\n{table}\n{_END}{after}"


def main() -> None:
    """Write all generated files."""
    for name, content in generated_files().items():
        (ROOT / name).write_text(content, encoding="utf-8")
        print(name)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
