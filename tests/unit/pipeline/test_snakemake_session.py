"""What a run changes in Snakemake's process. What the whole shows is tested in tests/workflow."""

import logging
import os
import subprocess
import sys
import threading
from datetime import datetime
from pathlib import Path

import pytest
from snakemake.logging import logger

import curveball
from curveball.config.errors import CurveballError
from curveball.dataset import layout
from curveball.pipeline import snakemake_session
from curveball.pipeline.job_log import job_log
from curveball.pipeline.jobs import all_jobs
from curveball.pipeline.run_summary import Results
from curveball.pipeline.snakemake_session import RUN_FORMAT, Session, run_name
from curveball.validation.outcome import write_outcome
from tests.support.outcomes import outcome_of

ROOT = Path(curveball.__file__).parents[1]


@pytest.fixture
def screen():
    """Snakemake's own handler of messages for the screen, by its name."""
    handler = logging.NullHandler()
    handler.name = "DefaultStreamHandler"
    handler.setLevel("INFO")
    logger.addHandler(handler)
    yield handler
    logger.removeHandler(handler)


@pytest.fixture
def said() -> list[str]:
    """What the session says at its end."""
    return []


@pytest.fixture
def session(made, tmp_path, said) -> Session:
    (tmp_path / "logs").mkdir()
    validation = tmp_path / "validation.json"
    write_outcome(outcome_of(samples=96, manifest=made.folder / layout.MANIFEST), validation)
    (tmp_path / "verdict.txt").write_text("All 30 checks passed.\n")
    results = Results(
        data=[made.folder / file.name for file in layout.data_files(made.config)],
        manifest=made.folder / layout.MANIFEST,
        validation=validation,
        page=made.folder / layout.MANIFEST,
        verdict=tmp_path / "verdict.txt",
    )
    run = datetime.now().strftime(RUN_FORMAT)
    return Session(
        shards=layout.shards(made.config),
        folder=tmp_path / "shards",
        jobs=all_jobs(made.config),
        previous=tmp_path / ".previous",
        results=results,
        logs=tmp_path / "logs",
        run=run,
        say=said.append,
    )


def test_a_run_hides_messages_about_jobs_and_shows_those_about_its_end(session, screen, said):
    session.start()
    assert screen.level == logging.WARNING

    session.succeed()
    assert screen.level == logging.INFO
    assert said[0].startswith("96 videos in ")


def test_a_run_of_which_only_a_part_was_asked_for_ends_in_silence(session, screen, said):
    session._results.verdict.unlink()

    session.start()
    session.succeed()

    assert said == []


def test_a_failed_run_repeats_the_errors_of_its_logs(session, screen, said):
    session.start()
    log = session._logs / layout.log_file(session._run, "merge_dataset")
    with pytest.raises(SystemExit), job_log(log, "merge_dataset", {}):
        raise CurveballError("The shards end.")
    session.fail()

    assert said == [f"{log}:\nThe shards end.\n"]
    assert screen.level == logging.INFO


def test_a_run_that_fails_before_its_start_ends_as_well(session, said):
    session.fail()

    assert len(said) == 1
    assert said[0].endswith("The same command continues the run.")


def test_other_handlers_of_messages_keep_their_level(screen):
    other = logging.NullHandler(level=logging.DEBUG)
    logger.addHandler(other)
    snakemake_session.set_screen_level("WARNING")
    logger.removeHandler(other)

    assert other.level == logging.DEBUG


def test_only_timers_of_snakemake_are_cancelled():
    ours, theirs = threading.Timer(60, print), _timer_of_snakemake()
    ours.start()
    snakemake_session.cancel_timers()
    theirs.join(5)

    assert ours.is_alive()
    assert not theirs.is_alive()
    ours.cancel()


def _timer_of_snakemake() -> threading.Timer:
    """Start the timer that Snakemake's own scheduler starts."""
    from snakemake.scheduling import job_scheduler  # It takes a second to load.

    before = set(threading.enumerate())
    job_scheduler.JobScheduler._schedule_reevalutation(object(), delay=60)
    (timer,) = set(threading.enumerate()) - before
    assert isinstance(timer, threading.Timer)
    return timer


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, "/clone"),
        ("", "/clone"),
        ("/other:/more", "/clone:/other:/more"),
        ("/other:/clone", "/clone:/other"),
        ("/clone", "/clone"),
    ],
)
def test_processes_find_the_code_of_the_clone_first(monkeypatch, before, after):
    monkeypatch.setenv("PYTHONPATH", before or "")
    if before is None:
        monkeypatch.delenv("PYTHONPATH")

    snakemake_session.use_code_of(Path("/clone"))

    assert os.environ["PYTHONPATH"] == after


@pytest.mark.parametrize("name", ["/bin/python3", "/a space/python", "/it's/python", "/$HOME/python", "/a;b/python"])
def test_a_shell_finds_python_in_any_folder(monkeypatch, name):
    monkeypatch.setattr(sys, "executable", name)

    snakemake_session.quote_executable()

    command = ["bash", "-c", f"printf %s {sys.executable}"]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == name


def test_a_text_is_printed_when_the_process_ends():
    code = "from curveball.pipeline.snakemake_session import print_at_exit as p; p('last'); print('first', flush=True)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)

    assert (done.stdout, done.stderr) == ("first\n", "\nlast\n")


@pytest.mark.parametrize("given", [None, "", "2026", "20260125-005159", "20261325_005159", "../20260125_005159"])
def test_a_run_is_named_by_its_time(given):
    assert run_name(given, datetime(2026, 1, 25, 0, 51, 59)) == "20260125_005159"


def test_a_job_has_the_name_of_its_run():
    assert run_name("20260125_005159", datetime.now()) == "20260125_005159"


def test_a_run_in_which_snakemake_itself_fails_ends_as_well(session, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    session._fail_if_not_ended(tmp_path)

    assert "The run stopped before its end" in capsys.readouterr().err
    session._fail_if_not_ended(tmp_path)
    assert capsys.readouterr().err == ""
