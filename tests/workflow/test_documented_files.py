"""The documentation names what a run leaves, and the README draws the rules as Snakemake does."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def documented_paths() -> list[re.Pattern[str]]:
    """Return a pattern for each path in docs/reference/results.md; `<…>` stands for a part of a name."""
    page = (ROOT / "docs" / "reference" / "results.md").read_text(encoding="utf-8")
    paths = re.findall(r"^\| `([^`]+)`", page, re.M)
    return [re.compile(re.sub(r"<\w+>", "[^/]+", path.replace(".", r"\."))) for path in paths]


def test_every_file_that_a_run_leaves_is_documented(finished_project):
    files = [
        str(path.relative_to(finished_project.folder))
        for folder in ("results", "logs")
        for path in finished_project.path(folder).rglob("*")
        if path.is_file()
    ]
    patterns = documented_paths()

    assert [file for file in files if not any(pattern.fullmatch(file) for pattern in patterns)] == []
    assert [pattern.pattern for pattern in patterns if not any(map(pattern.fullmatch, files))] == []


def test_the_readme_draws_the_rules_as_snakemake_does(kept_project):
    graph = kept_project.make("--rulegraph")
    names = dict(re.findall(r'(\d+)\[label = "(\w+)"', graph))
    arrows = {(names[start], names[end]) for start, end in re.findall(r"(\d+) -> (\d+)", graph)}
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    assert set(re.findall(r"(\w+) --> (\w+)", readme)) == {arrow for arrow in arrows if arrow[1] != "all"}
