"""Why jobs failed that could not tell by themselves. tests/cluster shows what a real cluster says."""

import pytest

from curveball.config.errors import CurveballError
from curveball.pipeline.failures import explain, is_refusal, report_failure
from curveball.pipeline.job_log import job_log, read_error


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        (
            "SLURM sbatch failed. The error message was 'sbatch: error: Memory specification can not be satisfied\n"
            "sbatch: error: Batch job submission failed'.\n"
            "    sbatch call:\n        sbatch --mem 99999999",
            "SLURM refused the job: Memory specification can not be satisfied; Batch job submission failed.",
        ),
        (
            "SLURM-job '7' failed due to a node failure, SLURM status is: 'NODE_FAIL'. Failed nodes will be excluded.",
            "Its node failed.",
        ),
        (
            "SLURM-job '7' failed, SLURM status is: 'TIMEOUT'. Detailed failure reason unavailable.",
            "It ran longer than its runtime.",
        ),
        (
            "SLURM-job '7' failed, SLURM status is: 'FAILED'. Detailed failure reason unavailable.",
            "It ended before it could write an error to its log: see slurm/7.log",
        ),
        ("Job submission failed with exception: no disk\nTraceback", "Job submission failed with exception: no disk"),
    ],
)
def test_what_an_executor_says_becomes_a_sentence(message, reason):
    assert explain(message, ["slurm/7.log"]) == reason


REFUSED = "SLURM sbatch failed. The error message was 'sbatch: error: Batch job submission failed: {}'.\n"


@pytest.mark.parametrize(
    ("problem", "is_final", "reason"),
    [
        ("Invalid partition name specified", True, "SLURM refused the job: "),
        ("Unable to contact slurm controller (connect failure)", False, "SLURM could not be reached: "),
        ("Socket timed out on send/recv operation", False, "SLURM could not be reached: "),
    ],
)
def test_slurm_refuses_a_job_only_if_it_answers(problem, is_final, reason):
    assert is_refusal(REFUSED.format(problem)) == is_final
    assert explain(REFUSED.format(problem)) == f"{reason}Batch job submission failed: {problem}."


def test_a_job_that_ran_was_not_refused():
    assert not is_refusal("SLURM-job '7' failed, SLURM status is: 'TIMEOUT'.")
    assert not is_refusal(None)


def test_an_executor_that_says_nothing_leaves_a_job_that_said_nothing():
    assert explain(None) == "It ended before it could write an error to its log."


@pytest.fixture
def logs(tmp_path, monkeypatch):
    """The logs of a group of jobs: the first has finished, the second has not, and the third has not started."""
    monkeypatch.setenv("SLURMD_NODENAME", "node1")
    logs = [tmp_path / f"20260125_005159_{name}.log" for name in ("merge_dataset", "validate_dataset", "write_report")]
    with job_log(logs[0], "merge_dataset", {}):
        pass
    with job_log(logs[1], "validate_dataset", {}):
        pass
    logs[1].write_text("\n".join(logs[1].read_text().splitlines()[:-1]) + "\n")
    return logs


def test_of_a_group_of_jobs_the_one_at_work_failed_with_its_node(logs):
    assert report_failure(logs, "Its node failed.", next_attempt=None) == {logs[1]: "On node1: Its node failed."}
    assert [read_error(path) for path in logs] == [None, "On node1: Its node failed.", None]


def test_of_a_group_whose_submission_was_refused_the_first_job_failed(logs):
    assert report_failure(logs[2:], "SLURM refused the job.", None) == {logs[2]: "SLURM refused the job."}
    assert read_error(logs[2]) == "SLURM refused the job."


def test_a_job_that_finished_and_whose_results_did_not_arrive_failed(logs):
    assert report_failure(logs[:1], "Its results are missing.", None) == {logs[0]: "On node1: Its results are missing."}


def test_the_error_of_a_job_is_not_replaced(logs):
    with pytest.raises(SystemExit), job_log(logs[2], "write_report", {}):
        raise CurveballError("No font.")

    assert report_failure(logs[2:], "Its process ended.", None) == {logs[2]: "No font."}
    assert read_error(logs[2]) == "No font."


def test_on_this_machine_nothing_is_written_about_a_job_that_is_not_run_again(tmp_path):
    assert report_failure([tmp_path / "log"], None, next_attempt=None) == {tmp_path / "log": ""}
    assert not (tmp_path / "log").exists()
