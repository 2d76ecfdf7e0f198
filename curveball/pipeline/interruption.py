"""Ctrl-C and `kill`: a run that is asked to end does so soon, without a traceback, and knows why it ended.

Left alone, Snakemake prints a traceback if Ctrl-C comes before its first job or comes twice, and so does each job. It
can also wait for itself forever: its handler of SIGTERM acquires a lock that the interrupted code may hold. Here, no
handler raises an exception, and a different thread does what needs a lock.
"""

import _thread
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from types import FrameType

from snakemake.shell import shell  # type: ignore[import-untyped]  # Snakemake ships no types.

SHELL_PREFIX = "trap '' INT; exec "
"""Begins the command of each job. A terminal sends Ctrl-C to all processes; jobs leave it to Snakemake's process."""
CONTINUE = "The same command continues the run."
_SECONDS_BETWEEN_ATTEMPTS = 0.1


class Interruption:
    """Handles the signals that ask a run to end, and remembers the first one."""

    def __init__(self, on_first: Callable[[], None]) -> None:
        """Describe what to do.

        Args:
            on_first: Called when the first signal arrives, by its handler: it must not acquire a lock.
        """
        self._on_first = on_first
        self._received: signal.Signals | None = None
        self._has_handlers = False
        self._is_over = False

    @property
    def reason(self) -> str | None:
        """Why the run ended, in one line; None if it was not asked to."""
        if self._received is None:
            return None
        verb = "interrupted" if self._received == signal.SIGINT else "terminated"
        return f"The run was {verb} ({self._received.name}). Finished results are kept. {CONTINUE}"

    def handle_during_jobs(self, end_jobs: Callable[[], None] | None = None) -> None:
        """From now on, Ctrl-C ends the jobs and then the run; SIGTERM ends the run when its running jobs have ended.

        Args:
            end_jobs: Ends all jobs that have been started so far; by default, `end_children`.
        """
        stop_scheduling = signal.getsignal(signal.SIGTERM)
        if not callable(stop_scheduling):
            return  # No scheduler of Snakemake is at work.

        def terminate(number: int, frame: FrameType | None) -> None:
            if self._received is None:
                self._received = signal.Signals(number)
                self._on_first()
            _thread.start_new_thread(stop_scheduling, (number, None))

        def interrupt(number: int, frame: FrameType | None) -> None:
            terminate(number, frame)
            _thread.start_new_thread(self._end_all, (end_jobs or end_children,))

        signal.signal(signal.SIGTERM, terminate)
        signal.signal(signal.SIGINT, interrupt)
        self._has_handlers = True

    def end(self) -> None:
        """From now on, the run is over, and nothing is left to interrupt."""
        self._is_over = True
        if self._has_handlers:
            signal.signal(signal.SIGINT, signal.SIG_IGN)

    def _end_all(self, end_jobs: Callable[[], None]) -> None:
        """End the jobs, also those that are just being started."""
        while not self._is_over:
            end_jobs()
            time.sleep(_SECONDS_BETWEEN_ATTEMPTS)


def end_children() -> None:
    """Terminate the jobs on this machine."""
    import psutil  # Most runs do not need it.

    for job in psutil.Process().children():
        with suppress(psutil.NoSuchProcess):
            job.terminate()


def prepare(command: Sequence[str]) -> None:
    """Let Ctrl-C end this process with one line until `handle_during_jobs`, and let jobs leave it to this process.

    Args:
        command: The command of Snakemake, as in `sys.argv`. Nothing happens if it is that of a single job, or if it
            leaves out the hooks and with them `handle_during_jobs`.
    """
    if {"--mode", "--no-hooks"} & set(command) or threading.current_thread() is not threading.main_thread():
        return
    signal.signal(signal.SIGINT, _end_process)
    shell.prefix(SHELL_PREFIX)


def _end_process(number: int, frame: FrameType | None) -> None:
    print(f"\nInterrupted before the first job started. {CONTINUE}", file=sys.stderr, flush=True)
    os._exit(128 + number)
