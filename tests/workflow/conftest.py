from collections.abc import Iterator

import pytest

from tests.support.once import make_once
from tests.support.project import Project


@pytest.fixture(scope="session")
def finished_project(tmp_path_factory, worker_id) -> Project:
    """A copy of the project whose tiny dataset is made, one for all workers. Tests copy it; none changes it."""
    folder = make_once(
        tmp_path_factory,
        worker_id,
        "finished",
        lambda folder: Project.copy_of_the_repository(folder / "project").make(),
    )
    return Project(folder / "project")


@pytest.fixture
def project(finished_project, tmp_path) -> Project:
    """A copy of the project with its tiny dataset, to change at will."""
    return finished_project.copy(tmp_path / "project")


@pytest.fixture(scope="session")
def _kept_project(finished_project, tmp_path_factory) -> Project:
    return finished_project.copy(tmp_path_factory.mktemp("kept") / "project")


@pytest.fixture
def kept_project(_kept_project) -> Iterator[Project]:
    """A copy that no test changes, one for all tests of a worker: to copy it takes longer than to ask what is stale."""
    before = _kept_project.state()
    yield _kept_project
    assert _kept_project.state() == before
