"""What the workflow changes in Snakemake's own process: where code is found, what the screen shows, and its end."""

import atexit
import logging
import os
import shlex
import sys
import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from snakemake.logging import logger  # type: ignore[import-untyped]  # Snakemake ships no types.

from curveball.dataset.layout import Shard
from curveball.generation.lean_process import resume_garbage_collection
from curveball.pipeline.interruption import Interruption
from curveball.pipeline.job_watch import JobWatch
from curveball.pipeline.jobs import Jobs
from curveball.pipeline.previous import keep_results, restore_results
from curveball.pipeline.progress import Progress
from curveball.pipeline.run_summary import Results, summarize_failure, summarize_success

RUN_FORMAT = "%Y%m%d_%H%M%S"
"""Format of the time at which a run started, with which the names of its logs begin."""


class Session:
    """One run of Snakemake, from its first job to its last words.

    On the screen, the progress takes the place of Snakemake's ten lines per job, which stay in Snakemake's own log.
    `--quiet` would remove them from that log and from dry runs as well. Warnings and errors are still shown;
    `--no-hooks` shows everything.
    """

    def __init__(
        self,
        shards: Sequence[Shard],
        folder: Path,
        jobs: Jobs,
        previous: Path,
        results: Results,
        logs: Path,
        run: str,
        say: Callable[[str], None] | None = None,
    ):
        """Describe a run.

        Args:
            shards: All shards of the dataset.
            folder: Folder of the shards.
            jobs: All jobs.
            previous: Where the results of before are kept while jobs replace them.
            results: Where the results will be.
            logs: Folder of the logs.
            run: Time at which the run started, in RUN_FORMAT.
            say: Called with the last words of the run; by default, `print_at_exit`.
        """
        self._shards, self._folder, self._results, self._logs, self._run = shards, folder, results, logs, run
        self._jobs, self._previous = jobs, previous
        self._say = say or print_at_exit
        self._progress: Progress | None = None
        self._has_ended = False
        self._interruption = Interruption(on_first=lambda: set_screen_level("CRITICAL"))

    def start(self, scheduler: Any = None) -> None:
        """Keep the results of before, and show the progress of the run instead of Snakemake's messages about jobs.

        Args:
            scheduler: Snakemake's scheduler, whose jobs are watched.
        """
        resume_garbage_collection()
        set_screen_level("WARNING")
        logging.raiseExceptions = False  # A full disk holds no log of Snakemake's; that is no reason for a traceback.
        watch = JobWatch(scheduler)
        self._interruption.handle_during_jobs(*([watch.cancel] if watch.is_remote else []))
        # The verdict comes last. A new one takes a second, and an old one must never stand beside a new dataset.
        keep_results(self._previous, [job for job in self._jobs if job is not self._jobs.verdict])
        parts = {"merged": self._jobs.merged_parts, "validated": self._jobs.checked_parts}
        self._progress = Progress(
            self._shards,
            self._folder,
            self._logs,
            self._run,
            watch=watch,
            parts={done: [Path(job.outputs[-1]) for job in jobs] for done, jobs in parts.items()},
            outdated=_outputs_of_run(scheduler) if scheduler else (),
        )
        self._progress.start()
        atexit.register(self._fail_if_not_ended, Path.cwd())

    def succeed(self) -> None:
        """End the display, and print what was made after Snakemake's own last words."""
        self._end()
        seconds = (datetime.now() - datetime.strptime(self._run, RUN_FORMAT)).total_seconds()
        if summary := summarize_success(self._results, seconds):
            self._say(summary)

    def fail(self, snakemake_logs: Sequence[str] = ()) -> None:
        """End the display, and print what failed after Snakemake's own last words.

        Args:
            snakemake_logs: What Snakemake itself wrote about the run.
        """
        self._end()
        reason, paths = self._interruption.reason, [Path(path) for path in snakemake_logs]
        self._say(summarize_failure(self._logs, self._run, reason, paths))

    def _fail_if_not_ended(self, work_folder: Path) -> None:
        """Do what `fail` does, where Snakemake itself failed: then it calls no hook, and has left the work folder."""
        if not self._has_ended:
            os.chdir(work_folder)
            self._say = print_last
            self.fail()

    def _end(self) -> None:
        self._has_ended = True
        self._interruption.end()
        restore_results(self._previous)
        if self._progress:
            self._progress.stop()
        set_screen_level("INFO")
        cancel_timers()


def _outputs_of_run(scheduler: Any) -> list[Path]:
    """Return the files that the jobs of a run write."""
    return [Path(output) for job in scheduler.workflow.dag.needrun_jobs() for output in job.output]


def run_name(given: str | None, now: datetime) -> str:
    """Return the name of a run: the one that a job was given by its run, or for a new run the current time.

    Anything else that happens to be in the environment is ignored.
    """
    try:
        datetime.strptime(given or "", RUN_FORMAT)
    except ValueError:
        return f"{now:{RUN_FORMAT}}"
    return given or ""


def use_code_of(folder: Path) -> None:
    """Let the processes that this one starts import the library from a folder, before any installed copy of it."""
    found = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    rest = [path for path in found if path not in ("", str(folder))]
    os.environ["PYTHONPATH"] = os.pathsep.join([str(folder), *rest])


def quote_executable() -> None:
    """Let Snakemake start Python from a folder whose path has a space or a quote.

    Snakemake puts `sys.executable` into the shell commands of jobs as it is. A second call changes nothing.
    """
    if not sys.executable.startswith("'"):  # A path that is not quoted begins with a slash.
        sys.executable = shlex.quote(sys.executable)


def set_screen_level(level: str) -> None:
    """Set the lowest level of the Snakemake messages that the screen shows: "INFO" or "WARNING"."""
    for handler in logger.handlers:
        if handler.name == "DefaultStreamHandler":
            handler.setLevel(level)


def cancel_timers() -> None:
    """Cancel Snakemake's timers, which it leaves running after its last job.

    Whenever Snakemake starts jobs, it sets a timer to look for further ones a second later, and Python waits for all
    timers before it exits. The gain: a full run, whose last job is short, ends 1.0 s earlier. No setting does this: the
    timespan of `max-jobs-per-timespan` cannot be shorter than a second.
    """
    for thread in threading.enumerate():
        if isinstance(thread, threading.Timer) and thread.function.__module__.startswith("snakemake."):
            thread.cancel()


def print_at_exit(text: str) -> None:
    """Print a text after Snakemake's last message."""
    atexit.register(print_last, text)


def print_last(text: str) -> None:
    """Print a text after an empty line."""
    print(f"\n{text}", file=sys.stderr, flush=True)
