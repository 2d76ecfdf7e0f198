"""What README and documentation say can be run, and what they name exists."""

import doctest
import itertools
import re
import tomllib
from pathlib import Path

import pytest
import yaml

import curveball
from curveball.cli.main import cli
from docs.write_generated import COMMAND, generated_files
from tests.support.made_dataset import make_folder_of_pages

ROOT = Path(__file__).parents[1]
PAGES = sorted(
    str(path.relative_to(ROOT))
    for path in [*ROOT.glob("*.md"), *ROOT.glob("config/*.md"), *ROOT.glob("docs/*/*.md"), ROOT / "docs/index.md"]
)
TOP_LEVEL = tuple(f"{path.name}/" for path in ROOT.iterdir() if path.is_dir() and path.name not in {"results", "logs"})


def text_of(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def code_in(page: str, language: str) -> str:
    """Return the blocks of a language on a page, in their order. Datasets elsewhere are those of the test's folder."""
    code = "\n".join(re.findall(rf"^```{language}\n(.*?)^```", text_of(page), re.M | re.S))
    return code.replace("/tmp/check/", "")  # noqa: S108  It is text of the page.


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_folder_of_pages(tmp_path_factory.mktemp("clone"), samples_per_class=200)


def test_the_table_of_versions_is_of_the_present_golden_fingerprint():
    golden = (ROOT / "tests/golden/fingerprint.txt").read_text().strip()
    assert f"`{golden}`" in text_of("docs/explanation/equal-bits.md"), "make test-portability, and copy its table"


@pytest.mark.parametrize("name", generated_files())
def test_a_generated_file_is_current(name):
    assert text_of(name) == generated_files()[name], f"{name} is not current. Run: {COMMAND}"


@pytest.mark.parametrize("page", [page for page in PAGES if ">>>" in text_of(page)])
def test_examples_print_what_the_page_shows(page, folder, monkeypatch):
    monkeypatch.chdir(folder)
    test = doctest.DocTestParser().get_doctest(code_in(page, "pycon"), {}, page, page, 0)
    failures: list[str] = []

    doctest.DocTestRunner().run(test, out=failures.append)

    assert not failures, "".join(failures)


@pytest.mark.parametrize("page", [page for page in PAGES if "```python\n" in text_of(page)])
def test_python_on_a_page_runs(page, folder, monkeypatch):
    monkeypatch.chdir(folder)
    names: dict[str, object] = {}

    exec(code_in(page, "python"), names)  # noqa: S102  It is our own page.

    if page == "README.md":
        assert names["video"].shape == names["sample"]["video"].shape
        assert (names["video"] == names["sample"]["video"]).all()
        assert len(names["samples"]) == 2


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_to_files(page):
    links = re.findall(r"\]\(([^)#\s]+)", text_of(page))
    missing = [link for link in links if "://" not in link and not (ROOT / page).parent.joinpath(link).exists()]
    assert not missing


@pytest.mark.parametrize("page", PAGES)
def test_paths_and_targets_that_a_page_names_exist(page):
    named = re.findall(r"(?<!Create )`([^`\s<>*…]+)`", text_of(page))
    paths = [name for name in named if name.startswith(TOP_LEVEL) and not name.startswith("docs/_build")]
    targets = set(re.findall(r"(?:`|^\s+|\$ )make ([a-z-]+)", text_of(page), re.M))

    assert [path for path in paths if not (ROOT / path).exists()] == []
    assert targets <= set(re.findall(r"^([a-z-]+):", text_of("Makefile"), re.M))


def test_every_dependency_has_its_reason_in_the_contributing_guide():
    project = tomllib.loads(text_of("pyproject.toml"))["project"]
    declared = [*project["dependencies"], *itertools.chain(*project["optional-dependencies"].values())]
    names = {re.split(r"[ <>=]", requirement)[0] for requirement in declared}
    table = text_of("CONTRIBUTING.md").partition("| Package | Reason |")[2]
    explained = {name for row in re.findall(r"^\| ([^|]+) \|", table, re.M) for name in row.split(", ")}

    assert explained == names


def test_citation_has_the_current_version():
    assert yaml.safe_load(text_of("CITATION.cff"))["version"] == curveball.__version__


@pytest.mark.parametrize("page", [*PAGES, "curveball/publication/template/card.md.jinja"])
def test_commands_that_pages_name_exist(page):
    text = text_of(page)
    for module in re.findall(r"python -m (curveball[\w.]*)", text):
        assert '__name__ == "__main__"' in (ROOT / f"{module.replace('.', '/')}.py").read_text(), module
    for command in re.findall(r"(?:`|^\$ |&& )curveball (\w+)", text, re.M):
        assert command in cli.commands, command
