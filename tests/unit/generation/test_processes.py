"""Other processes work for one, forked or started anew, and end with it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).parents[3]
# NumPy, which pyarrow imports, creates no threads in the jobs that start other processes.
ENVIRONMENT = os.environ | {"OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path[1:]])}
PROGRAM = """
import multiprocessing, os, signal, sys, threading, time
import psutil
from curveball.generation.processes import OtherProcesses, has_no_other_threads

def who(item):
    time.sleep(0.01)
    return item, os.getpid()

def fail(item):
    raise ValueError("no " + item)

def wait_for_file(item):
    while not os.path.exists("began"):
        time.sleep(0.01)

def kill(item):
    psutil.Process().kill()

def others():
    return [child.pid for child in multiprocessing.active_children()]

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # Programs in the background of a shell ignore it.
    if sys.argv[1] == "with threads":
        threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
    CODE
"""
WAYS = pytest.mark.parametrize("way", ["alone", "with threads"])


@pytest.fixture
def start(tmp_path):
    """Return a function that starts a program with the given code, in a process with other threads or without."""

    def start(code: str, way: str) -> subprocess.Popen[str]:
        program = tmp_path / "program.py"
        program.write_text(PROGRAM.replace("CODE", code.strip().replace("\n", "\n    ")))
        command = [sys.executable, program, way]
        return subprocess.Popen(
            command,
            cwd=tmp_path,
            env=ENVIRONMENT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    return start


@WAYS
def test_results_are_in_the_order_of_the_items_and_all_processes_work(start, way):
    code = """
results = list(OtherProcesses(1).map(who, range(60), who))
print([item for item, process in results] == list(range(60)))
print(len({process for item, process in results}), os.getpid() in {process for item, process in results})
"""
    output, errors = start(code, way).communicate()
    assert output.split() == ["True", "2", "True"], errors


@WAYS
@pytest.mark.parametrize("count", [1, 60])
def test_once_no_item_is_left_for_this_process_it_does_something_else_while_others_work(start, way, count):
    code = f"""
began = []
def begin():
    began.append(open("began", "x"))
list(OtherProcesses(1).map(wait_for_file, range({count}), str, begin))
print(len(began))
"""
    output, errors = start(code, way).communicate()
    assert output == "1\n", errors


@WAYS
def test_an_error_is_raised_in_the_place_of_its_result(start, way):
    code = """
try:
    next(OtherProcesses(1).map(fail, ["cheese"], fail))
except ValueError as error:
    print(error)
"""
    output, errors = start(code, way).communicate()
    assert output == "no cheese\n", errors


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells the threads of a process")
@pytest.mark.parametrize(("way", "forks"), [("alone", True), ("with threads", False)])
def test_a_process_is_forked_only_if_no_thread_can_hold_a_lock(start, way, forks):
    code = """
import pyarrow.parquet
print(has_no_other_threads())
OtherProcesses(1)
print(type(multiprocessing.active_children()[0]).__name__ == "ForkProcess")
"""
    output, errors = start(code, way).communicate()
    assert output.split() == [str(forks)] * 2, errors


@WAYS
def test_a_killed_process_is_a_message_with_what_to_do(start, way):
    _, errors = start("list(OtherProcesses(1).map(kill, range(9), who))", way).communicate()
    assert "KilledProcessError: One of the processes of this job was killed" in errors.splitlines()[-1]
    assert "then run the same command again" in errors.splitlines()[-1]


@pytest.mark.slow
@WAYS
def test_an_interrupt_of_all_is_reported_by_the_first_one_only(start, way):
    interrupted = start("for _ in OtherProcesses(1).map(who, range(2000), who): print(*others(), flush=True)", way)
    other = _other_process_of(interrupted)
    os.killpg(interrupted.pid, signal.SIGINT)
    _, errors = interrupted.communicate(timeout=20)
    assert errors.count("Traceback") == 1
    assert errors.splitlines()[-1] == "KeyboardInterrupt"
    _wait_for_end(other)


@pytest.mark.slow
@WAYS
def test_processes_end_with_the_one_that_started_them_even_if_it_is_killed(start, way):
    killed = start("for _ in OtherProcesses(1).map(who, range(2000), who): print(*others(), flush=True)", way)
    other = _other_process_of(killed)
    killed.kill()
    killed.communicate()
    _wait_for_end(other)


def _other_process_of(program: subprocess.Popen[str]) -> psutil.Process:
    """Return the other process of a program that prints its number, once it works: later if it is not forked."""
    for _ in range(40):
        line = program.stdout.readline()
    return psutil.Process(int(line))


def _wait_for_end(process: psutil.Process) -> None:
    deadline = time.monotonic() + 20
    while _runs(process) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _runs(process)


def _runs(process: psutil.Process) -> bool:
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
