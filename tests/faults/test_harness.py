"""What judges the results of disturbed runs finds the faults that it is there to find."""

import shutil
from pathlib import Path

import pytest

from tests.support.fault_table import TALLY, Tally, table_of
from tests.support.kills import JOBS, WAYS, draw_kills
from tests.support.result_damages import jobs_of
from tests.support.undisturbed import Undisturbed


def finished(folder: Path, seed: str) -> Path:
    """Make what a run leaves, in small."""
    names = ("shards/a/00000.parquet", "dataset/data/train-00000.parquet", "dataset/manifest.json", "validation.json")
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"{name} of {seed}")
    (folder / "verdict.txt").write_text("All checks passed.")
    (folder / "report.html").write_text(f"<html>{seed}, at noon</html>")
    return folder


@pytest.fixture
def undisturbed(tmp_path) -> Undisturbed:
    return Undisturbed({seed: finished(tmp_path / seed, seed) for seed in ("7", "8")})


@pytest.fixture
def results(undisturbed, tmp_path) -> Path:
    return shutil.copytree(tmp_path / "7", tmp_path / "results")


def test_a_good_run_has_no_faults(undisturbed, results):
    (results / "report.html").write_text("<html>7, at midnight</html>")

    assert undisturbed.faults_between(results) == []
    assert undisturbed.faults_after(results, "7") == []


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("shards/a/00000.parquet", "shards/a/00000.parq", "half-written: shards/a/00000.parquet"),
        ("report.html", "<html>7, at", "half-written: report.html"),
        (
            "dataset/data/train-00000.parquet",
            "dataset/data/train-00000.parquet of 8",
            "beside files that it is not about: dataset/manifest.json",
        ),
        ("validation.json", "validation.json of 8", "beside files that it is not about: verdict.txt"),
    ],
)
def test_what_a_kill_must_not_leave_is_found(undisturbed, results, name, content, fault):
    (results / name).write_text(content)

    assert fault in undisturbed.faults_between(results)


def test_what_a_run_must_not_end_with_is_found(undisturbed, results):
    (results / "validation.json").unlink()
    (results / "verdict.txt").write_text("1 check failed.")
    for name in ("notes.txt", "dataset/.manifest.json.0123.tmp"):
        (results / name).touch()

    assert undisturbed.faults_after(results, "7") == [
        "extra: notes.txt",
        "missing: validation.json",
        "other bytes: verdict.txt",
        "left behind: dataset/.manifest.json.0123.tmp",
    ]


def test_kills_cover_every_way_and_every_job():
    kills = draw_kills(seed=1, count=220)

    assert kills == draw_kills(seed=1, count=220)
    assert {(kill.way, kill.job) for kill in kills} >= {(way, job) for way in WAYS for job in JOBS}


def test_damaged_files_tell_the_jobs_that_must_run_again():
    shards = ["results/shards/linear/00001.parquet", "results/records/generate_linear_00000.json"]
    after = {"validate_dataset": 1, "describe_dataset": 1, "write_report": 1, "enforce_checks": 1, "all": 1}

    assert jobs_of(shards) == {"generate_linear": 2, "merge_dataset": 1} | after
    assert jobs_of(["results/figures/rules.svg", "results/validation.json"]) == after
    assert jobs_of([]) == {}


def test_the_table_counts_faults_by_kind_and_end():
    tally = Tally()
    tally.add([(TALLY, ("kill", "as undisturbed", 1)), ("other", 1)], 2.0, failed=None)
    tally.add([(TALLY, ("kill", "wrong", 1)), (TALLY, ("damage", "found", 3))], 8.0, failed="test_of_kills")
    tally.add([], 1.0, failed="test_of_disks")

    assert [line.split() for line in table_of(tally)][1:] == [
        ["damage", "3", "6", "s", "found", "3"],
        ["kill", "2", "4", "s", "as", "undisturbed", "1,", "wrong", "1"],
        ["test_of_disks", "1", "1", "s", "test", "failed", "1"],
        ["in", "all", "6", "11", "s", "found", "3,", "as", "undisturbed", "1,", "wrong", "1,", "test", "failed", "1"],
    ]
