"""Results of before return unless a job has replaced them."""

import itertools
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from curveball.pipeline.jobs import Job
from curveball.pipeline.previous import keep_results, restore_results
from tests.support.small_jobs import contents, run, small_jobs

PREVIOUS = Path("results/.previous")


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def old():
    """The jobs of a finished run, whose results the next run has kept."""
    jobs = small_jobs(seed=42)
    run(*jobs)
    keep_results(PREVIOUS, jobs)
    return jobs


@pytest.fixture
def new(old):
    return small_jobs(seed=43)


def delete_outputs(job) -> None:
    """What Snakemake does before a job starts, and when it fails."""
    for output in job.outputs:
        Path(output).unlink(missing_ok=True)


def test_what_nothing_has_touched_stays_as_it_is(old):
    before = contents(*old)
    restore_results(PREVIOUS)

    assert contents(*old) == before
    assert not PREVIOUS.exists()


def test_the_results_of_a_job_that_failed_return(old):
    before = contents(*old)
    delete_outputs(old[2])
    restore_results(PREVIOUS)

    assert contents(*old) == before


def test_a_dataset_returns_complete_although_a_killed_merge_wrote_a_part_and_shards_are_new(old, new):
    before = contents(*old[2:])
    run(*new[:2])
    delete_outputs(new[2])
    Path("results/dataset/train").write_text("new")
    restore_results(PREVIOUS)

    assert contents(*old[2:]) == before
    assert contents(*new[:2]) == {output: f"{output} {job.identity}" for job in new[:2] for output in job.outputs}


def test_a_validation_does_not_return_to_another_dataset(old, new):
    run(*new[:3])
    delete_outputs(new[3])
    restore_results(PREVIOUS)

    assert contents(new[3]) == {"results/validation": None}


def test_what_another_job_replaced_does_not_keep_a_result_of_the_same_dataset_from_returning(old, new):
    beside = [Job(name, [f"results/{name}"], dict, [old[2], old[3]]) for name in ("describe_dataset", "write_report")]
    run(*beside)
    keep_results(PREVIOUS, [*old, *beside])
    before = contents(beside[1])
    time.sleep(0.01)
    run(beside[0])
    delete_outputs(beside[1])
    restore_results(PREVIOUS)

    assert contents(beside[1]) == before


FATES = {
    "was not reached": lambda job: None,
    "failed": lambda job: delete_outputs(job),
    "was killed while it wrote": lambda job: Path(job.outputs[-1]).write_text("half"),
    "has completed": lambda job: run(job),
}


@pytest.mark.parametrize("fates", [list(FATES), list(reversed(FATES))], ids=", ".join)
def test_each_of_several_exports_returns_whatever_became_of_the_others(old, fates):
    def exports(version):
        return [
            Job(f"export_{name}", [f"results/exports/{name}/{file}" for file in "ab"], dict(v=version).copy, [old[2]])
            for name in ("hf", "webdataset", "npz", "memmap")
        ]

    run(*exports(1))
    keep_results(PREVIOUS, [*old, *exports(1)])
    before = contents(*exports(1))
    for job, fate in zip(exports(2), fates, strict=True):
        if fate != "was not reached":
            delete_outputs(job)
        FATES[fate](job)
    restore_results(PREVIOUS)

    for job, new_job, fate in zip(exports(1), exports(2), fates, strict=True):
        expected = {path: f"{path} {new_job.identity}" for path in job.outputs}
        assert contents(job) == (expected if fate == "has completed" else {path: before[path] for path in job.outputs})


def test_a_validation_returns_to_an_equal_dataset(old):
    before = contents(*old)
    time.sleep(0.01)
    run(old[2])
    delete_outputs(old[3])
    restore_results(PREVIOUS)

    assert contents(*old) == before


def test_files_of_a_larger_dataset_go_when_the_smaller_one_returns(old):
    before = contents(*old)
    larger = small_jobs(seed=43)
    larger[2].outputs.insert(0, "results/dataset/test")
    keep_results(PREVIOUS, larger)
    delete_outputs(larger[2])
    Path("results/dataset/test").write_text("new")
    restore_results(PREVIOUS)

    assert contents(*old) == before
    assert not Path("results/dataset/test").exists()


def test_a_run_that_was_killed_before_its_first_job_changes_nothing(old):
    (PREVIOUS / "jobs.json").unlink()
    before = contents(*old)
    restore_results(PREVIOUS)

    assert contents(*old) == before
    assert not PREVIOUS.exists()


def test_keeping_takes_no_space(old):
    assert os.stat("results/dataset/train").st_nlink == 2


def test_a_file_system_without_links_gets_copies(monkeypatch):
    def refuse(*_):
        raise OSError

    jobs = small_jobs()
    run(*jobs)
    monkeypatch.setattr(os, "link", refuse)
    keep_results(PREVIOUS, jobs)
    delete_outputs(jobs[3])
    restore_results(PREVIOUS)

    assert contents(jobs[3]) == {"results/validation": f"results/validation {jobs[3].identity}"}


class Killed(BaseException):
    """The process ends at this call."""


@contextmanager
def killed_before(change_number: int) -> Iterator[None]:
    """Let this process end before its n-th change of the file system, as far as the block is concerned."""
    left = iter(range(change_number))

    def wrap(change):
        def wrapped(*arguments, **options):
            if next(left, None) is None:
                raise Killed
            return change(*arguments, **options)

        return wrapped

    with pytest.MonkeyPatch.context() as patch:
        for name in ("replace", "unlink", "link", "rmdir", "mkdir"):
            patch.setattr(os, name, wrap(getattr(os, name)))
        yield


@pytest.mark.parametrize(("completed", "has_recorded"), [(0, False), (2, False), (2, True)])
def test_a_kill_at_any_step_of_the_return_loses_nothing(old, new, completed, has_recorded):
    run(*new[: completed + has_recorded])
    for job in new[completed : completed + 1]:
        delete_outputs(job)
    subprocess.run(["cp", "-a", "results", "before"], check=True)
    restore_results(PREVIOUS)
    expected = files_of("results")

    for number in itertools.count():
        shutil.rmtree("results")
        subprocess.run(["cp", "-a", "before", "results"], check=True)
        try:
            with killed_before(number):
                restore_results(PREVIOUS)
        except Killed:
            restore_results(PREVIOUS)  # at the next start
            assert files_of("results") == expected, f"killed before change {number}"
        else:
            break
    assert number > 3


def files_of(folder: str) -> dict[str, str]:
    """Return the contents of all files, without temporary ones, which each start deletes."""
    return {str(path): path.read_text() for path in Path(folder).rglob("*") if path.is_file() and path.suffix != ".tmp"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[",
        "null",
        "{}",
        "[1]",
        '[{"record": 1}]',
        '[{"record": "a", "outputs": 1}]',
        '[{"record": "a", "outputs": [], "kept": [], "inputs": 1}]',
    ],
)
def test_an_index_that_was_damaged_returns_nothing_and_stops_nothing(old, text):
    before = contents(*old)
    (PREVIOUS / "jobs.json").write_text(text)
    restore_results(PREVIOUS)

    assert contents(*old) == before
    assert not PREVIOUS.exists()
