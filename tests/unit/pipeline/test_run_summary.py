"""The last words of a run."""

import errno
import os
import shutil

import pytest

from curveball.config.errors import CurveballError
from curveball.dataset.layout import MANIFEST, log_file
from curveball.pipeline.job_log import job_log
from curveball.pipeline.run_summary import Results, summarize_failure, summarize_success
from curveball.validation.outcome import write_outcome
from tests.support.outcomes import outcome_of

RUN = "20260125_005159"


@pytest.fixture
def results(made, tmp_path) -> Results:
    """A real dataset, with the other results of a run that passed."""
    dataset = shutil.copytree(made.folder, tmp_path / "dataset")
    write_outcome(outcome_of(samples=96, manifest=dataset / MANIFEST), tmp_path / "validation.json")
    (tmp_path / "report.html").touch()
    (tmp_path / "verdict.txt").write_text("All 30 checks passed.\n")
    return Results(
        data=sorted((dataset / "data").iterdir()),
        manifest=dataset / MANIFEST,
        validation=tmp_path / "validation.json",
        page=tmp_path / "report.html",
        verdict=tmp_path / "verdict.txt",
    )


def test_success_names_videos_folder_time_fingerprint_and_verdict(results):
    assert summarize_success(results, seconds=18.7).splitlines() == [
        f"96 videos in {results.manifest.parent} (19 s)",
        f"Fingerprint: {'0' * 32}",
        f"All 30 checks passed. See {results.page}",
    ]


@pytest.mark.parametrize("missing", ["manifest", "validation", "page", "verdict"])
def test_nothing_is_said_where_a_result_is_missing(results, missing):
    getattr(results, missing).unlink()

    assert summarize_success(results, seconds=1.0) is None


def test_nothing_is_said_where_a_file_of_the_dataset_is_missing(results):
    results.data[0].unlink()

    assert summarize_success(results, seconds=1.0) is None


def test_numbers_of_a_manifest_that_was_edited_are_not_repeated(results):
    text, modified = results.manifest.read_text(), results.manifest.stat().st_mtime
    results.manifest.write_text(text.replace('"samples": 96', '"samples": 97'))
    os.utime(results.manifest, (modified, modified))

    assert "not about the dataset in" in summarize_success(results, seconds=1.0)


def test_an_older_verdict_is_not_quoted(results):
    later = results.verdict.stat().st_mtime + 10
    os.utime(results.validation, (later, later))

    assert summarize_success(results, seconds=1.0) is None


def run_job(folder, job: str, error: BaseException | None = None) -> None:
    with job_log(folder / log_file(RUN, job), job, {"seed": 42}) as log:
        log.progress(10)(10)
        if error:
            raise error


def test_failure_repeats_the_errors_of_all_logs_of_the_run(tmp_path):
    run_job(tmp_path, "generate_linear_00000")
    for job, error in (("merge_dataset", "The shards end.\nDelete them."), ("a_job", "No view.")):
        with pytest.raises(SystemExit):
            run_job(tmp_path, job, CurveballError(error))

    assert summarize_failure(tmp_path, RUN).splitlines() == [
        f"{tmp_path}/{RUN}_a_job.log:",
        "No view.",
        "",
        f"{tmp_path}/{RUN}_merge_dataset.log:",
        "The shards end.",
        "Delete them.",
    ]
    assert "No view" not in summarize_failure(tmp_path, "20250101_000000"), "another run"


def test_an_error_of_several_jobs_is_told_once(tmp_path):
    for number in range(3):
        with pytest.raises(SystemExit):
            run_job(tmp_path, f"generate_linear_0000{number}", CurveballError("No view."))

    first = tmp_path / log_file(RUN, "generate_linear_00000")
    assert summarize_failure(tmp_path, RUN) == f"{first} and 2 other logs:\nNo view.\n"


def test_an_unexpected_error_is_repeated_with_its_traceback(tmp_path):
    with pytest.raises(ZeroDivisionError):
        run_job(tmp_path, "merge_dataset", ZeroDivisionError("by zero"))

    assert "Traceback" in summarize_failure(tmp_path, RUN)
    assert summarize_failure(tmp_path, RUN).rstrip().endswith("ZeroDivisionError: by zero")


def test_a_failure_that_no_log_explains_points_at_the_screen(tmp_path):
    run_job(tmp_path, "merge_dataset")

    assert "No job reported an error; the lines above may tell why." in summarize_failure(tmp_path, RUN)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (
            errno.EFBIG,
            "A file of Snakemake: File too large. Allow larger files, ulimit -f unlimited; then run the same",
        ),
        (errno.EBADF, "Snakemake failed: Bad file descriptor. The same command continues the run."),
    ],
)
def test_a_fault_that_snakemake_met_itself_is_told_once(tmp_path, number, words):
    log = tmp_path / "snakemake.log"
    log.write_text(f"RuleException:\nOSError in file generate.smk, line 27:\n[Errno {number}] What it is\n" * 2)

    found = summarize_failure(tmp_path, RUN, snakemake_logs=[log])

    assert found.startswith(words)
    assert "\n" not in found


SNAKEMAKE_LOG = """\
RuleException:
CalledProcessError in file "workflow/rules/generate.smk", line 23:
Command 'trap '' INT; exec  python generate_shard.py' {ended}.
[Wed Nov 25 23:20:52 2026]
Error in rule generate_linear:
    message: None
    jobid: 1
    output: results/shards/linear/00000.parquet
    log: {log} (check log file(s) for error details)
Exiting because a job execution failed. Look above for error messages
"""


@pytest.mark.parametrize(
    ("ended", "explained"),
    [
        ("died with <Signals.SIGKILL: 9>", "was killed (SIGKILL), as the system does when memory runs out."),
        ("died with <Signals.SIGSEGV: 11>", "was killed (SIGSEGV)."),
        ("returned non-zero exit status 143", "was killed (SIGTERM)."),
        (
            "returned non-zero exit status 1",
            "failed before it could write an error to its log. The lines above tell why.",
        ),
    ],
)
def test_a_job_that_died_in_silence_is_named_with_the_signal(tmp_path, ended, explained):
    run_job(tmp_path, "generate_linear_00000")
    log = tmp_path / log_file(RUN, "generate_linear_00000")
    (tmp_path / "snakemake.log").write_text(SNAKEMAKE_LOG.format(ended=ended, log=log))

    said = summarize_failure(tmp_path, RUN, snakemake_logs=[tmp_path / "snakemake.log"])

    assert said == f"generate_linear_00000 {explained}\nThe same command continues the run."


def test_a_job_that_reported_its_error_is_not_called_killed(tmp_path):
    with pytest.raises(SystemExit):
        run_job(tmp_path, "generate_linear_00000", CurveballError("No view."))
    log = tmp_path / log_file(RUN, "generate_linear_00000")
    (tmp_path / "snakemake.log").write_text(SNAKEMAKE_LOG.format(ended="returned non-zero exit status 1", log=log))

    assert summarize_failure(tmp_path, RUN, snakemake_logs=[tmp_path / "snakemake.log"]) == f"{log}:\nNo view.\n"


def test_a_run_that_was_asked_to_end_says_so_and_blames_no_job(tmp_path):
    log = tmp_path / log_file(RUN, "generate_linear_00000")
    (tmp_path / "snakemake.log").write_text(SNAKEMAKE_LOG.format(ended="died with <Signals.SIGTERM: 15>", log=log))

    said = summarize_failure(tmp_path, RUN, "The run was interrupted.", [tmp_path / "snakemake.log"])

    assert said == "The run was interrupted."
