"""A run that is asked to end ends soon, in silence, and knows why."""

import _thread
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest

from curveball.pipeline import interruption
from curveball.pipeline.interruption import Interruption

ROOT = Path(interruption.__file__).parents[2]


@pytest.fixture
def handlers():
    """Restores the handlers of signals, and waits for their threads, which would end the jobs of the next test."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    threads = _thread._count()
    yield
    for number, handler in before.items():
        signal.signal(number, handler)
    while _thread._count() > threads:
        time.sleep(0.01)


class Scheduler:
    """Stops as Snakemake's does: with a lock that the code that it interrupts may hold."""

    def __init__(self):
        self.lock, self.is_stopped = threading.Lock(), threading.Event()
        signal.signal(signal.SIGTERM, self.stop)

    def stop(self, *_):
        with self.lock:
            self.is_stopped.set()


@pytest.mark.parametrize(("number", "verb"), [(signal.SIGINT, "interrupted"), (signal.SIGTERM, "terminated")])
def test_a_signal_stops_the_scheduler_even_while_the_run_holds_its_lock(handlers, number, verb):
    scheduler, calls = Scheduler(), []
    run = Interruption(on_first=lambda: calls.append(1))
    run.handle_during_jobs()
    with scheduler.lock:
        os.kill(os.getpid(), number)
        os.kill(os.getpid(), number)  # as an impatient user does
    assert scheduler.is_stopped.wait(5)
    run.end()

    assert calls == [1]
    assert run.reason.startswith(f"The run was {verb} ({number.name}).")
    assert run.reason.endswith("The same command continues the run.")


def test_control_c_ends_jobs_that_ignore_it(handlers):
    Scheduler()
    run = Interruption(on_first=lambda: None)
    run.handle_during_jobs()
    job = subprocess.Popen(["bash", "-c", f"{interruption.SHELL_PREFIX} sleep 60"], stdout=subprocess.PIPE)
    while "sleep" not in psutil.Process(job.pid).cmdline()[:1]:
        time.sleep(0.01)
    job.send_signal(signal.SIGINT)
    time.sleep(0.05)
    assert job.poll() is None

    os.kill(os.getpid(), signal.SIGINT)

    assert job.wait(10) == -signal.SIGTERM
    job.communicate()
    run.end()


def test_control_c_ends_jobs_elsewhere_in_their_own_way(handlers):
    Scheduler()
    calls = []
    run = Interruption(on_first=lambda: None)
    run.handle_during_jobs(end_jobs=lambda: calls.append(1))
    job = subprocess.Popen(["sleep", "60"])

    os.kill(os.getpid(), signal.SIGINT)
    while len(calls) < 2:  # again and again, for those that are being submitted
        time.sleep(0.01)
    run.end()

    assert job.poll() is None
    job.kill()
    job.wait()


def test_a_run_that_was_not_asked_to_end_has_no_reason(handlers):
    before = signal.getsignal(signal.SIGINT)
    run = Interruption(on_first=lambda: None)
    run.handle_during_jobs()  # without a scheduler
    run.end()

    assert run.reason is None
    assert signal.getsignal(signal.SIGINT) == before


def test_before_the_first_job_control_c_is_one_line():
    code = (
        "import os, signal; from curveball.pipeline import interruption; interruption.prepare(['snakemake', '-n']);"
        "os.kill(os.getpid(), signal.SIGINT)"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)

    assert run.returncode == 130
    assert run.stderr.splitlines() == [
        "",
        "Interrupted before the first job started. The same command continues the run.",
    ]


@pytest.mark.parametrize("option", ["--no-hooks", "--mode"])
def test_where_nothing_handles_it_later_control_c_is_left_to_snakemake(handlers, option):
    before = signal.getsignal(signal.SIGINT)
    interruption.prepare(["snakemake", option])

    assert signal.getsignal(signal.SIGINT) == before


@pytest.mark.parametrize("option", ["--mode", "--no-hooks"])
def test_a_job_and_a_run_without_hooks_keep_their_handlers(handlers, option):
    before = signal.getsignal(signal.SIGINT)
    interruption.prepare(["snakemake", option])
    assert signal.getsignal(signal.SIGINT) is before


def test_the_handler_before_the_first_job_ends_the_process(monkeypatch, capsys):
    ended = []
    monkeypatch.setattr(os, "_exit", ended.append)
    interruption._end_process(signal.SIGINT, None)

    assert ended == [130]
    assert "Interrupted before the first job started" in capsys.readouterr().err
