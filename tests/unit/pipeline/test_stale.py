"""Results that are not those of this run are found, whatever Snakemake remembers."""

import os
from pathlib import Path

import pytest

from curveball.pipeline.jobs import Job
from curveball.pipeline.stale import (
    Reason,
    Stale,
    describe,
    describe_left,
    find_left_exports,
    find_stale,
    is_recorded,
)
from tests.support.small_jobs import run, small_jobs


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def jobs():
    jobs = small_jobs()
    run(*jobs)
    return jobs


def test_intact_results_are_not_stale(jobs):
    assert find_stale(jobs) == []


def test_results_that_do_not_exist_are_not_stale():
    assert find_stale(small_jobs()) == []


def test_other_settings_make_all_that_depends_on_them_foreign(jobs):
    assert find_stale(small_jobs(seed=43)) == [Stale(job.name, Reason.FOREIGN) for job in jobs]


def test_only_results_of_this_run_are_recorded(jobs):
    assert all(map(is_recorded, jobs))
    assert not any(map(is_recorded, small_jobs(seed=43)))
    Path(jobs[0].record).unlink()
    assert not is_recorded(jobs[0])


def test_a_result_without_record_is_unknown(jobs):
    Path(jobs[0].record).unlink()
    assert find_stale(jobs) == [Stale("generate_linear_00000", Reason.UNKNOWN)]


def exports_of(seed: int) -> list[Job]:
    dataset = small_jobs(seed)[2]
    return [Job(f"export_{name}", [f"results/exports/{name}/a"], dict, [dataset]) for name in ("hf", "npz")]


def test_exports_of_another_dataset_that_are_no_longer_listed_are_named():
    run(*exports_of(seed=42))
    Path("results/exports/npz/a").unlink()

    assert find_left_exports(exports_of(seed=42)) == []
    assert find_left_exports(exports_of(seed=43)) == ["results/exports/hf"]
    assert describe_left(["results/exports/hf"]).endswith("list them:\n  results/exports/hf")


def flipped(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[3] ^= 1
    path.write_bytes(content)


def replaced_by(make):
    def replace(path: Path) -> None:
        path.unlink()
        make(path)

    return replace


DAMAGES = {
    "flipped": flipped,
    "truncated": lambda path: path.write_bytes(path.read_bytes()[:-1]),
    "deleted": Path.unlink,
    "empty": lambda path: path.write_bytes(b""),
    "longer": lambda path: path.write_bytes(path.read_bytes() + b"\0"),
    "folder": replaced_by(Path.mkdir),
    "link to nothing": replaced_by(lambda path: path.symlink_to("nowhere")),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_changed_file_is_named_whatever_its_time(jobs, damage):
    path = Path("results/dataset/train")
    times = path.stat()
    damage(path)
    if path.exists():
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))

    assert find_stale(jobs) == [Stale("merge_dataset", Reason.DAMAGED, ("results/dataset/train",))]


def test_a_file_that_the_record_does_not_list_is_named(jobs):
    record = Path(jobs[2].record)
    record.write_text(record.read_text().replace("results/dataset/train", "results/dataset/test"))

    assert find_stale(jobs) == [Stale("merge_dataset", Reason.DAMAGED, ("results/dataset/train",))]


def test_the_description_names_changed_files_and_counts_jobs(tmp_path):
    foreign = [Stale(f"generate_linear_0000{number}", Reason.FOREIGN) for number in range(6)]
    existing, deleted = str(tmp_path), str(tmp_path / "train")
    damaged = Stale("merge_dataset", Reason.DAMAGED, (existing, deleted))

    assert describe([*foreign, damaged]).splitlines()[1:] == [
        f"  {existing}: changed after merge_dataset wrote it",
        f"  {deleted}: deleted after merge_dataset wrote it",
        "  generate_linear_00000, generate_linear_00001, generate_linear_00002, generate_linear_00003 and 2 more: "
        "made with other settings or other code",
    ]
