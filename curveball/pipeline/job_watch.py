"""Watches the jobs of a run: which wait for a machine, why some failed without a word, and which are run again.

Snakemake's executors know this and tell nobody. An error is shown in the same way whether the job is run again or not,
and the reason why a group of jobs failed is dropped. So methods are extended that Snakemake declares for all executors.
"""

import time
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from snakemake.exceptions import WorkflowError  # type: ignore[import-untyped]  # Snakemake ships no types.
from snakemake.logging import logger  # type: ignore[import-untyped]

from curveball.dataset.layout import parse_log_file
from curveball.pipeline import slurm_plugin
from curveball.pipeline.failures import explain, is_refusal, report_failure
from curveball.pipeline.job_log import Phase, read_state

_ON_NODE = ("RUNNING", "COMPLETING")
"""SLURM's words for jobs that have a node, or have ended and still occupy it."""
_MIN_PAUSE_S, _MAX_PAUSE_S = 2.0, 30.0
_PATIENCE_S, _LAST_PATIENCE_S = 30.0, 5.0
"""How long SLURM's answers may lack a job until it counts as failed; and once jobs are canceled."""


class JobWatch:
    """The jobs that a run has given to Snakemake's executors."""

    def __init__(self, scheduler: Any = None):
        """Begin to watch.

        Args:
            scheduler: Snakemake's scheduler; None if there is none.
        """
        self._retried_jobs: set[Path] = set()
        self._submissions: dict[str, Any] = {}
        self._phases_before: dict[str, list[Phase]] = {}
        self._is_canceling = False
        self._canceled: set[str] = set()
        self._running: set[str] = set()
        self._started: set[str] = set()
        self._requeued: set[str] = set()
        self._missing_since: dict[str, float] = {}
        self._last_news = time.monotonic()
        self._asked: float | None = None
        executor, local_executor = (scheduler._executor, scheduler._local_executor) if scheduler else (None, None)
        self._remote = executor if local_executor else None
        for each in filter(None, (executor, local_executor)):
            self._watch_failures(each)
        if self._remote:
            _precede(self._remote, "report_job_submission", self._note_submission)
            _precede(self._remote, "report_job_success", self._note_end)
            if slurm_plugin.is_slurm(self._remote):
                slurm_plugin.adapt(self._remote, self._pause_s, self._note_question, self._note_states)

    @property
    def is_remote(self) -> bool:
        """Whether jobs run on other machines."""
        return self._remote is not None

    def counts(self) -> Mapping[str, int]:
        """Return how many jobs are waiting for other machines, running on them, and had to start again.

        A group of jobs is one job of a cluster, and counts as one.
        """
        states = Counter(self._state(*submitted) for submitted in tuple(self._submissions.items()))
        return {state: states[state] for state in ("queued", "running", "requeued")} | {
            "retried": len(self._retried_jobs)
        }

    @property
    def silence_s(self) -> float:
        """How long SLURM has not answered a question, in seconds; 0 if none is open."""
        return time.monotonic() - self._asked if self._asked is not None else 0.0

    def cancel(self) -> None:
        """Cancel the jobs on other machines. Called again, it cancels those that are new, or that were not canceled."""
        new = set(self._submissions) - self._canceled
        if not self._remote or not new:
            return
        is_first, self._is_canceling = not self._is_canceling, True
        try:
            self._remote.cancel_jobs([self._submissions[number] for number in new])
            self._canceled |= new
        except WorkflowError as error:
            if is_first:
                reason = str(error).partition("\n")[0].rpartition(": ")[2]
                logger.critical(f"The jobs on the cluster are not canceled yet: {reason}. The run ends once they are.")

    def _state(self, number: str, submission: Any) -> str:
        """Return where a job is, from SLURM's last answer and its logs. Jobs start and end between two answers."""
        if number in self._requeued:
            return "requeued"
        if set(_phases(submission)) == {Phase.FINISHED}:
            return "finished"
        return "running" if number in self._running or self._has_written(number, submission) else "queued"

    def _has_written(self, number: str, submission: Any) -> bool:
        """Tell whether the logs of a job have changed since it was submitted."""
        return _phases(submission) != self._phases_before[number]

    def _note_submission(self, submission: Any) -> None:
        self._last_news = time.monotonic()
        self._phases_before[submission.external_jobid] = _phases(submission)  # A group may have failed half done.
        self._submissions[submission.external_jobid] = submission

    def _note_end(self, submission: Any) -> None:
        self._last_news = time.monotonic()
        self._submissions.pop(submission.external_jobid, None)

    def _watch_failures(self, executor: Any) -> None:
        """Let an executor write down why a job failed, and show it as an error only if the job is not run again."""
        print_job_error = executor.print_job_error

        def report(submission: Any, msg: str | None = None, **details: Any) -> None:
            self._note_end(submission)
            if is_refusal(msg):
                submission.job.attempt = submission.job.restart_times + 1  # the last
            reason = explain(msg, details.get("aux_logs") or ()) if executor is self._remote else None
            if msg:
                logger.info(msg)  # With the command of many lines, it is for Snakemake's log, not for the screen.
            if self._is_canceling or not self._announce_retry(submission.job, reason):
                print_job_error(submission, f"{reason} " if reason else msg, **details)

        executor.print_job_error = report

    def _announce_retry(self, job: Any, reason: str | None) -> bool:
        """Write down why a job failed, and return whether it is run again."""
        attempts = job.restart_times + 1
        next_attempt = job.attempt + 1 if job.attempt < attempts else None
        for path, told in report_failure(_logs(job), reason, next_attempt).items():
            if next_attempt:
                self._retried_jobs.add(path)
                again = f"failed and is run again, attempt {next_attempt} of {attempts}"
                logger.warning(f"{parse_log_file(path)} {again}. {told}".splitlines()[0])
        return next_attempt is not None

    def _note_question(self) -> None:
        self._asked = self._asked or time.monotonic()

    def _note_states(self, states: Mapping[str, str]) -> dict[str, str]:
        """Note which jobs are running, and which SLURM has put back into its queue. Return those that it has forgotten.

        Jobs of an array have a number of their own, or that of the array.
        """
        self._asked, now = None, time.monotonic()
        waiting = {number for number, state in states.items() if state == "PENDING"}
        self._running = {number for number, state in states.items() if state in _ON_NODE}
        for number in waiting & self._submissions.keys():  # It may have started and been put back between two answers.
            if self._has_written(number, self._submissions[number]):
                self._started.add(number)
        self._requeued = (self._requeued | (self._started & waiting)) - self._running
        self._started |= self._running
        missing = {number for number in self._submissions if not {number, number.partition("_")[0]} & states.keys()}
        self._missing_since = {number: self._missing_since.get(number, now) for number in missing}
        patience_s = _LAST_PATIENCE_S if self._is_canceling else _PATIENCE_S
        return {
            number: slurm_plugin.FORGOTTEN for number, since in self._missing_since.items() if now - since >= patience_s
        }

    def _pause_s(self) -> float:
        """Return how long to wait before SLURM is asked again: for a tenth of the time since there was news."""
        since_news = time.monotonic() - self._last_news
        return _MIN_PAUSE_S if self._is_canceling else min(max(_MIN_PAUSE_S, since_news / 10), _MAX_PAUSE_S)


def _phases(submission: Any) -> list[Phase]:
    """Return what the log of a job tells, or those of the jobs of a group."""
    return [read_state(path).phase for path in _logs(submission.job)]


def _logs(job: Any) -> list[Path]:
    """Return the log of a job, or those of the jobs of a group, in the order in which they run."""
    levels = job.toposorted if job.is_group() else [[job]]
    return [Path(log) for level in levels for each in sorted(level, key=str) for log in each.log]


def _precede(executor: Any, method: str, note: Callable[[Any], None]) -> None:
    """Let a method of an executor first tell what it is called with."""
    original = getattr(executor, method)

    def noted(subject: Any, *arguments: Any, **options: Any) -> None:
        note(subject)
        original(subject, *arguments, **options)

    setattr(executor, method, noted)
