import fcntl

import pytest

from tests.support.project import Project


@pytest.fixture(scope="session")
def finished_project(tmp_path_factory, worker_id) -> Project:
    """A copy of the project whose tiny dataset is made, one for all workers. Tests copy it; none changes it."""
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "finished"
    folder.mkdir(exist_ok=True)
    with open(folder / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if (folder / "screen.txt").exists():
            return Project(folder / "project")
        project = Project.copy_of_the_repository(folder / "project")
        project.make()
        return project


@pytest.fixture
def project(finished_project, tmp_path) -> Project:
    """A copy of the project with its tiny dataset, to change at will."""
    return finished_project.copy(tmp_path / "project")
