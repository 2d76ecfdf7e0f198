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
