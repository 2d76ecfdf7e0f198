"""What is known of the jobs that Snakemake's executors have. tests/cluster watches those of a real cluster."""

import logging
from pathlib import Path
from types import SimpleNamespace

import pytest
from snakemake.exceptions import WorkflowError
from snakemake.logging import logger

from curveball.dataset.layout import log_file
from curveball.pipeline import job_watch
from curveball.pipeline.job_log import job_log, read_error
from curveball.pipeline.job_watch import JobWatch

RUN = "20260125_005159"


class Job:
    """A job of Snakemake."""

    def __init__(self, folder: Path, name: str, retries: int = 2):
        self.log, self.attempt, self.restart_times = [str(folder / log_file(RUN, name))], 1, retries

    def is_group(self) -> bool:
        return False


class Executor:
    """An executor that does nothing but remember what it was told."""

    def __init__(self):
        self.shown, self.canceled, self.calls = [], [], []

    def report_job_submission(self, submission, register_job=True):
        self.calls.append("report_job_submission")

    def report_job_success(self, submission):
        self.calls.append("report_job_success")

    def print_job_error(self, submission, msg=None, **details):
        self.shown.append(msg)

    def cancel_jobs(self, submissions):
        self.canceled += [submission.external_jobid for submission in submissions]

    def submit(self, job: Job, number: str) -> SimpleNamespace:
        submission = SimpleNamespace(job=job, external_jobid=number)
        self.report_job_submission(submission, register_job=True)
        return submission


@pytest.fixture
def remote() -> Executor:
    return Executor()


@pytest.fixture
def local() -> Executor:
    return Executor()


@pytest.fixture
def watch(remote, local) -> JobWatch:
    return JobWatch(SimpleNamespace(_executor=remote, _local_executor=local))


@pytest.fixture
def warnings():
    """What is shown as a warning in place of an error."""
    found = []
    handler = logging.Handler()
    handler.emit = lambda record: found.append(record.getMessage())
    handler.setLevel("WARNING")
    logger.addHandler(handler)
    yield found
    logger.removeHandler(handler)


def test_a_job_is_queued_until_it_writes_its_log_and_then_running_until_its_end(watch, remote, tmp_path):
    job = Job(tmp_path, "generate_linear_00000")
    submission = remote.submit(job, "7")
    assert watch.counts() == {"queued": 1, "running": 0, "requeued": 0, "retried": 0}

    with job_log(job.log[0], "generate_linear", {}):
        assert watch.counts() == {"queued": 0, "running": 1, "requeued": 0, "retried": 0}
    assert set(watch.counts().values()) == {0}, "its results are complete, which Snakemake learns seconds later"
    remote.report_job_success(submission)

    assert set(watch.counts().values()) == {0}
    assert remote.calls == ["report_job_submission", "report_job_success"]


@pytest.mark.parametrize("state", ["RUNNING", "COMPLETING"])
def test_a_job_is_running_as_soon_as_slurm_says_so_and_as_long_as_it_occupies_its_node(watch, remote, tmp_path, state):
    remote.submit(Job(tmp_path, "merge_dataset"), "7")

    watch._note_states({"7": state})

    assert watch.counts() == {"queued": 0, "running": 1, "requeued": 0, "retried": 0}


def test_a_group_of_jobs_is_one_job_and_running_from_its_first_job_to_its_last(watch, remote, tmp_path):
    merge, validate = Job(tmp_path, "merge_dataset"), Job(tmp_path, "validate_dataset")
    group = SimpleNamespace(is_group=lambda: True, toposorted=[{merge}, {validate}], attempt=1, restart_times=2)

    remote.submit(group, "7")
    assert watch.counts() == {"queued": 1, "running": 0, "requeued": 0, "retried": 0}
    with job_log(merge.log[0], "merge_dataset", {}):
        pass
    assert watch.counts() == {"queued": 0, "running": 1, "requeued": 0, "retried": 0}
    with job_log(validate.log[0], "validate_dataset", {}):
        pass
    assert set(watch.counts().values()) == {0}


def test_a_job_that_slurm_put_back_is_requeued_until_it_runs_again(watch, remote, tmp_path):
    remote.submit(Job(tmp_path, "merge_dataset"), "7")

    for state, requeued in (("PENDING", 0), ("RUNNING", 0), ("PENDING", 1), ("RUNNING", 0)):
        watch._note_states({"7": state})
        assert watch.counts()["requeued"] == requeued
        assert watch.counts()["running"] == (state == "RUNNING")


def test_a_group_that_failed_half_done_is_queued_again(watch, remote, tmp_path):
    merge, validate = Job(tmp_path, "merge_dataset"), Job(tmp_path, "validate_dataset")
    group = SimpleNamespace(is_group=lambda: True, toposorted=[{merge}, {validate}], attempt=2, restart_times=2)
    with job_log(merge.log[0], "merge_dataset", {}):
        pass

    remote.submit(group, "8")
    watch._note_states({"8": "PENDING"})

    assert watch.counts() == {"queued": 1, "running": 0, "requeued": 0, "retried": 0}


def test_a_job_that_slurm_put_back_before_it_told_of_its_start_is_known_by_its_log(watch, remote, tmp_path):
    merge = Job(tmp_path, "merge_dataset")
    remote.submit(merge, "7")
    watch._note_states({"7": "PENDING"})
    assert watch.counts()["requeued"] == 0

    with pytest.raises(SystemExit), job_log(merge.log[0], "merge_dataset", {}):
        raise SystemExit(1)
    watch._note_states({"7": "PENDING"})

    assert watch.counts() == {"queued": 0, "running": 0, "requeued": 1, "retried": 0}


@pytest.fixture
def clock(monkeypatch):
    """The time in seconds, which only the test changes."""
    time = SimpleNamespace(now=1000.0)
    monkeypatch.setattr(job_watch, "time", SimpleNamespace(monotonic=lambda: time.now))
    return time


def test_a_job_that_slurm_has_not_known_for_half_a_minute_has_failed(watch, remote, clock, tmp_path):
    for number in ("7", "8_2"):
        remote.submit(Job(tmp_path, "merge_dataset"), number)

    for passed_s, answer, forgotten in (
        (0, {"8": "RUNNING"}, set()),
        (29, {"8": "RUNNING"}, set()),
        (1, {"7": "PENDING", "8": "RUNNING"}, set()),
        (60, {"8": "RUNNING"}, set()),
        (29, {"8": "RUNNING"}, set()),
        (1, {"8": "RUNNING"}, {"7"}),
        (30, {}, {"7"}),
        (30, {}, {"7", "8_2"}),
    ):
        clock.now += passed_s
        assert watch._note_states(answer) == dict.fromkeys(forgotten, "ERROR")


def test_jobs_that_are_canceled_are_not_waited_for_if_slurm_does_not_know_them(watch, remote, clock, tmp_path):
    remote.submit(Job(tmp_path, "merge_dataset"), "7")
    assert watch._note_states({}) == {}
    watch.cancel()

    clock.now += 5
    assert watch._note_states({}) == {"7": "ERROR"}


def test_a_failure_is_shown_as_an_error_only_after_the_last_attempt(watch, remote, warnings, tmp_path):
    job = Job(tmp_path, "merge_dataset", retries=1)
    message = "SLURM-job '7' failed due to a node failure, SLURM status is: 'NODE_FAIL'."

    remote.print_job_error(remote.submit(job, "7"), message)
    assert warnings == ["merge_dataset failed and is run again, attempt 2 of 2. Its node failed."]
    assert remote.shown == []
    assert watch.counts()["retried"] == 1
    assert read_error(Path(job.log[0])) is None

    job.attempt = 2
    remote.print_job_error(remote.submit(job, "8"), message)
    assert remote.shown == ["Its node failed. "]
    assert read_error(Path(job.log[0])) == "Its node failed."


def test_a_job_that_slurm_refuses_is_not_run_again(watch, remote, warnings, tmp_path):
    job = Job(tmp_path, "merge_dataset")
    submission = SimpleNamespace(job=job, external_jobid=None)

    message = "SLURM sbatch failed. The error message was 'sbatch: error: No such partition'.\n"
    remote.print_job_error(submission, message)

    assert job.attempt == 3, "Snakemake counts it as the last of three"
    assert warnings == []
    assert remote.shown == ["SLURM refused the job: No such partition. "]
    assert read_error(Path(job.log[0])) == "SLURM refused the job: No such partition."


def test_of_a_group_of_jobs_the_one_that_was_at_work_is_run_again_by_name(watch, remote, warnings, tmp_path):
    merge, validate = Job(tmp_path, "merge_dataset"), Job(tmp_path, "validate_dataset")
    group = SimpleNamespace(is_group=lambda: True, toposorted=[{merge}, {validate}], attempt=1, restart_times=1)
    submission = remote.submit(group, "7")
    assert watch.counts()["queued"] == 1

    with job_log(merge.log[0], "merge_dataset", {}):
        pass
    remote.print_job_error(submission, "SLURM status is: 'OUT_OF_MEMORY'.")

    assert warnings == [
        "validate_dataset failed and is run again, attempt 2 of 2. It needed more memory than its mem_mb."
    ]


def test_a_job_on_this_machine_that_is_not_run_again_is_left_alone(watch, local, warnings, tmp_path):
    job = Job(tmp_path, "enforce_checks", retries=0)

    local.print_job_error(SimpleNamespace(job=job, external_jobid=None))

    assert local.shown == [None]
    assert warnings == []
    assert not Path(job.log[0]).exists()


def test_each_job_on_the_cluster_is_canceled_once_and_its_end_is_no_failure(watch, remote, warnings, tmp_path):
    jobs = [Job(tmp_path, f"generate_linear_0000{number}") for number in range(2)]
    first = remote.submit(jobs[0], "7")
    watch.cancel()
    remote.submit(jobs[1], "8")
    watch.cancel()
    watch.cancel()
    remote.print_job_error(first, "SLURM status is: 'TIMEOUT'.")

    assert remote.canceled == ["7", "8"]
    assert warnings == []
    assert not Path(jobs[0].log[0]).exists()


def test_jobs_that_cannot_be_canceled_yet_are_told_of_once_and_canceled_later(watch, remote, warnings, tmp_path):
    remote.submit(Job(tmp_path, "merge_dataset"), "7")
    cancel_jobs = remote.cancel_jobs

    def fail(submissions):
        raise WorkflowError("Unable to cancel jobs: scancel: error: No contact\nscancel: error: No contact")

    remote.cancel_jobs = fail
    watch.cancel()
    watch.cancel()
    remote.cancel_jobs = cancel_jobs
    watch.cancel()

    assert warnings == ["The jobs on the cluster are not canceled yet: No contact. The run ends once they are."]
    assert remote.canceled == ["7"]


def test_slurm_is_asked_often_at_first_and_every_half_minute_in_the_end(watch, monkeypatch):
    pauses = []
    for seconds in (0, 10, 100, 10_000):
        watch._last_news -= seconds
        pauses.append(round(watch._pause_s()))
    assert pauses == [2, 2, 11, 30]


def test_without_a_scheduler_there_is_nothing_to_watch():
    assert not JobWatch().is_remote
    JobWatch().cancel()
