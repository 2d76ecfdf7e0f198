"""Watches the jobs of a run: which wait for a machine, why some failed without a word, and which are run again.

Snakemake's executors know this and tell nobody. An error is shown in the same way whether the job is run again or not,
and the reason why a group of jobs failed is dropped. So methods are extended that Snakemake declares for all executors.
"""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from snakemake.logging import logger  # type: ignore[import-untyped]  # Snakemake ships no types.

from curveball.dataset.layout import parse_log_file
from curveball.pipeline.failures import explain, report_failure

_SLURM = "snakemake_executor_plugin_slurm"
_MIN_PAUSE_S, _MAX_PAUSE_S = 2.0, 30.0


class JobWatch:
    """The jobs that a run has given to Snakemake's executors."""

    def __init__(self, scheduler: Any = None):
        """Begin to watch.

        Args:
            scheduler: Snakemake's scheduler; None if there is none.
        """
        self.retried: set[Path] = set()
        """The logs of jobs that have failed and were run again."""
        self._pending: dict[Path, None] = {}
        self._submissions: dict[str, Any] = {}
        self._cancelled: set[str] = set()
        self._last_news = time.monotonic()
        executor, local_executor = (scheduler._executor, scheduler._local_executor) if scheduler else (None, None)
        self._remote = executor if local_executor else None
        for each in filter(None, (executor, local_executor)):
            self._watch_failures(each)
        if self._remote:
            _precede(self._remote, "run_job_pre", self._note_job)
            _precede(self._remote, "report_job_submission", self._note_submission)
            _precede(self._remote, "report_job_success", self._note_end)
            if type(self._remote).__module__ == _SLURM:
                _honor_no_account(self._remote)
                self._remote.sleep = self._pause

    @property
    def is_remote(self) -> bool:
        """Whether jobs run on other machines."""
        return self._remote is not None

    def remote_jobs(self) -> list[Path]:
        """Return the logs of the jobs on other machines, from their submission until Snakemake knows of their end."""
        return list(self._pending)

    def cancel(self) -> None:
        """Cancel the jobs on other machines. Called again, it cancels those that were submitted since."""
        if self._remote and (new := self._submissions.keys() - self._cancelled):
            self._cancelled |= new
            self._remote.cancel_jobs([self._submissions[number] for number in new])

    def _note_job(self, job: Any) -> None:
        self._pending |= dict.fromkeys(_logs(job))

    def _note_submission(self, submission: Any) -> None:
        self._last_news = time.monotonic()
        self._submissions[submission.external_jobid] = submission

    def _note_end(self, submission: Any) -> None:
        self._last_news = time.monotonic()
        self._submissions.pop(submission.external_jobid, None)
        for path in _logs(submission.job):
            self._pending.pop(path, None)

    def _watch_failures(self, executor: Any) -> None:
        """Let an executor write down why a job failed, and show it as an error only if the job is not run again."""
        print_job_error = executor.print_job_error

        def report(submission: Any, msg: str | None = None, **details: Any) -> None:
            self._note_end(submission)
            reason = explain(msg, details.get("aux_logs") or ()) if executor is self._remote else None
            if self._cancelled or not self._announce_retry(submission.job, reason):
                print_job_error(submission, msg, **details)

        executor.print_job_error = report

    def _announce_retry(self, job: Any, reason: str | None) -> bool:
        """Write down why a job failed, and return whether it is run again."""
        attempts = job.restart_times + 1
        next_attempt = job.attempt + 1 if job.attempt < attempts else None
        for path, told in report_failure(_logs(job), reason, next_attempt).items():
            if next_attempt:
                self.retried.add(path)
                again = f"failed and is run again, attempt {next_attempt} of {attempts}"
                logger.warning(f"{parse_log_file(path)} {again}. {told}".splitlines()[0])
        return next_attempt is not None

    async def _pause(self) -> None:
        """Wait until it is time to ask SLURM about the jobs: for a tenth of the time since there were news.

        The plugin itself waits ever longer, up to three minutes, in which a job may long have ended or lost its node.
        """
        began = time.monotonic()
        while time.monotonic() < began + self._pause_s():
            await asyncio.sleep(_MIN_PAUSE_S / 4)

    def _pause_s(self) -> float:
        since_news = time.monotonic() - self._last_news
        return _MIN_PAUSE_S if self._cancelled else min(max(_MIN_PAUSE_S, since_news / 10), _MAX_PAUSE_S)


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


def _honor_no_account(executor: Any) -> None:
    """Let the plugin not search for an account if it is told that there is none, for which version 2.8 has no ear."""
    if executor.workflow.executor_settings.no_account:
        executor._fallback_account_arg = ""
