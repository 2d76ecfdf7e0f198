"""What how-to pages show for other libraries runs: their blocks of the language `py`. The fast suite runs `python`."""

import re
from pathlib import Path

import pytest

from tests.support.made_dataset import make_folder_of_pages

ROOT = Path(__file__).parents[2]
PAGES = [path for path in sorted(ROOT.glob("docs/how-to/*.md")) if "```py\n" in path.read_text(encoding="utf-8")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_folder_of_pages(tmp_path_factory.mktemp("clone"), samples_per_class=250)


@pytest.fixture(params=PAGES, ids=lambda path: path.stem)
def names(request, folder, monkeypatch) -> dict[str, object]:
    """What the code of a page has defined in the end."""
    monkeypatch.chdir(folder)
    monkeypatch.setenv("HF_HOME", str(folder / "cache"))
    names: dict[str, object] = {}
    code = re.findall(r"^```py\n(.*?)^```", request.param.read_text(encoding="utf-8"), re.M | re.S)
    exec("\n".join(code), names)  # noqa: S102  It is our own page.
    return names


def test_the_code_of_a_page_runs(names):
    batch = names.get("batch")
    assert batch is None or set(batch) == {"video", "label"}
    assert len(names.get("wide", [1])) > 0
    assert names.get("state", {"epoch": 0, "position": 640}) == {"epoch": 0, "position": 640}
