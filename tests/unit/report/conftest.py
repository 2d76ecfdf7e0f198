"""The results of one good run, with their report."""

import shutil

import pytest

from curveball.report.content import Content, gather
from curveball.report.plot_style import house_style
from tests.support.results import Results, make_results


@pytest.fixture(scope="session")
def finished(tmp_path_factory) -> Results:
    """The results of one good run, with its report; not to be changed."""
    results = make_results(tmp_path_factory.mktemp("finished"))
    results.report()
    return results


@pytest.fixture
def results(finished, tmp_path) -> Results:
    """A copy of the results of a good run, to be changed."""
    shutil.copytree(finished.folder, tmp_path / "results")
    return Results(tmp_path / "results", finished.config)


@pytest.fixture(scope="session")
def content(finished) -> Content:
    """What the report of a good run is made of."""
    return gather(
        finished.config, *(finished.folder / name for name in ("dataset", "validation.json", "benchmarks")), code={}
    )


@pytest.fixture
def in_house_style():
    """All plots of a test are drawn in the report's style, as those of the report are."""
    with house_style():
        yield
