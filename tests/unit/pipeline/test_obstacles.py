"""Only files are where files belong; nothing that somebody may miss is removed."""

import os
import socket

import pytest

from curveball.config.loading import parse_config
from curveball.pipeline.jobs import all_jobs
from curveball.pipeline.obstacles import ObstacleError, describe_removed, places_of, remove_obstacles


def a_link_to_nothing(path):
    path.symlink_to("nowhere")


def a_link_to_itself(path):
    path.symlink_to(path.name)


def a_link_to_a_folder(path):
    path.symlink_to(path.parent)


def a_pipe(path):
    os.mkfifo(path)


def a_socket(path):
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.path.relpath(path))


def an_empty_folder(path):
    path.mkdir()


@pytest.mark.parametrize(
    "make", [a_link_to_nothing, a_link_to_itself, a_link_to_a_folder, a_pipe, a_socket, an_empty_folder]
)
def test_an_obstacle_is_removed_and_named(tmp_path, monkeypatch, make):
    monkeypatch.chdir(tmp_path)
    make(tmp_path / "place")

    (line,) = remove_obstacles(["place"])

    assert line.startswith("place: ")
    assert line in describe_removed([line])
    assert os.listdir() == []


def test_files_links_to_files_and_missing_files_stay(tmp_path):
    (tmp_path / "file").touch()
    (tmp_path / "link").symlink_to("file")

    assert remove_obstacles(str(tmp_path / name) for name in ("file", "link", "missing", "missing/file")) == []
    assert sorted(os.listdir(tmp_path)) == ["file", "link"]


def test_a_folder_with_contents_is_refused(tmp_path):
    (tmp_path / "place").mkdir()
    (tmp_path / "place" / "mine").touch()

    with pytest.raises(ObstacleError, match=r"place must be a file, .* Move it elsewhere, or delete it"):
        remove_obstacles([str(tmp_path / "place")])
    assert (tmp_path / "place" / "mine").exists()


def test_the_places_of_a_job_are_its_outputs_its_record_and_its_benchmark():
    places = list(places_of(all_jobs(parse_config({}))))

    assert len(places) == len(set(places))
    assert {
        "results/verdict.txt",
        "results/records/merge_dataset.json",
        "results/benchmarks/generate_linear_00000.tsv",
    } <= set(places)
