"""The results of one run that passed, with their report."""

import shutil
from collections.abc import Callable, Sequence

import pytest

from curveball.report.content import Content, collect
from curveball.report.coverage import Coverage, measure_coverage
from curveball.report.drawing import draw_coverage, draw_figures
from curveball.report.jobs import Job
from curveball.report.page import render_page
from curveball.report.plot_style import plot_style
from tests.support.results import JOBS, NOW, Results, make_results


@pytest.fixture(scope="session")
def finished(tmp_path_factory) -> Results:
    """The results of a run that passed, with its report. Read-only."""
    results = make_results(tmp_path_factory.mktemp("finished"))
    results.report()
    return results


@pytest.fixture
def results(finished, tmp_path) -> Results:
    """A copy of the results of a run that passed, to be changed."""
    shutil.copytree(finished.folder, tmp_path / "results")
    return Results(tmp_path / "results", finished.config)


@pytest.fixture(scope="session")
def content(finished) -> Content:
    """The content of the report of a run that passed."""
    return collect(finished.config, finished.dataset, finished.validation, JOBS, code={})


@pytest.fixture(scope="session")
def drawn_coverage(finished) -> tuple[Coverage, dict[str, bytes]]:
    """The coverage of the dataset of a run that passed, and its figures."""
    return draw_coverage(finished.config, finished.dataset)


@pytest.fixture(scope="session")
def coverage(drawn_coverage) -> Coverage:
    """The coverage of the dataset of a run that passed."""
    return drawn_coverage[0]


@pytest.fixture(scope="session")
def drawn(content, drawn_coverage) -> dict[str, bytes]:
    """The figures of the report of a run that passed."""
    return draw_figures(content) | drawn_coverage[1]


@pytest.fixture
def page_of(drawn) -> Callable[..., str]:
    """Return the page of results with the figures of a run that passed, which takes a third of the time of others."""

    def page(results: Results, jobs: Sequence[Job] = JOBS) -> str:
        content = collect(results.config, results.dataset, results.validation, jobs, code={"merge_dataset": "0" * 32})
        return render_page(content, measure_coverage(results.config, results.dataset), drawn, NOW)

    return page


@pytest.fixture
def in_plot_style():
    """All plots of a test are drawn in the report's style."""
    with plot_style():
        yield
