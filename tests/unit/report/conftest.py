"""The results of one good run, with their report."""

import shutil

import pytest

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
