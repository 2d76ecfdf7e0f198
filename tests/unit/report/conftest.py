"""The results of one run that passed, with their report."""

import shutil

import pytest

from curveball.report.content import Content, collect
from curveball.report.plot_style import plot_style
from tests.support.results import JOBS, Results, make_results


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


@pytest.fixture
def in_plot_style():
    """All plots of a test are drawn in the report's style."""
    with plot_style():
        yield
