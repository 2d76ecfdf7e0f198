"""A cluster for the tests that run on one, and a dataset that was made there."""

import multiprocessing
import signal
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import NoReturn

import pytest

from tests.support.project import Project, Run
from tests.support.slurm_cluster import SlurmCluster, reason_against

CONFIG = ("samples_per_class=8", "samples_per_shard=8")
"""One shard per class: two for each node of the cluster."""


@pytest.fixture(scope="session")
def cluster(tmp_path_factory) -> Iterator[SlurmCluster]:
    """A cluster of two nodes. It ends with the tests, and they end on SIGTERM, together with each call of Snakemake."""
    if reason := reason_against():
        pytest.skip(reason)
    pytest.importorskip("snakemake_executor_plugin_slurm")
    signal.signal(signal.SIGTERM, _end)
    with SlurmCluster(tmp_path_factory.mktemp("slurm")) as cluster:
        yield cluster
        for snakemake in multiprocessing.active_children():  # Python would wait for them at its exit.
            snakemake.kill()


@pytest.fixture(scope="session")
def made(cluster, tmp_path_factory) -> tuple[Project, Run]:
    """A project with a dataset that the cluster has made, and that run."""
    project = _new_project(tmp_path_factory.mktemp("made"))
    return project, project.snakemake("--profile", "profiles/slurm", cores=None)


@pytest.fixture
def project(made, tmp_path) -> Project:
    """A copy of that project, to change at will."""
    return made[0].copy(tmp_path / "project")


@pytest.fixture
def new_project(cluster, tmp_path) -> Project:
    """A project without results, on a cluster."""
    return _new_project(tmp_path)


def _new_project(folder: Path) -> Project:
    return Project(Project.copy_of_the_repository(folder / "project").folder, CONFIG)


def _end(number: int, frame: FrameType | None) -> NoReturn:
    pytest.exit("The tests on a cluster were terminated", returncode=1)
