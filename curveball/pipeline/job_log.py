"""The log of one job: written by the job, and read by the display of the run and by its last words."""

import logging
import os
import re
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from enum import Enum
from pathlib import Path
from typing import Any, NamedTuple

from curveball.config.errors import CurveballError
from curveball.dataset.provenance import versions
from curveball.generation.lean_process import resume_garbage_collection
from curveball.pipeline.places import explain
from curveball.pipeline.run_lock import job_at_work

_SECONDS_BETWEEN_LINES = 1.0
_FINISHED = "finished in"
_MESSAGE = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d (INFO|ERROR) ", re.M)
_VIDEOS_DONE = re.compile(r" INFO ([\d,]+)/([\d,]+) videos, ")
_RUN_AGAIN = "This job is run again"
_NODE = re.compile(r" INFO node: (\S+)$", re.M)
_TIME = "%Y-%m-%d %H:%M:%S"
_TAIL_BYTES = 4096


@contextmanager
def job_log(path: Path | str, job: str, settings: Mapping[str, Any]) -> Iterator["JobLog"]:
    """Open the log of a job; what the user can correct ends the process with a message, without a traceback.

    The job has imported its modules by now, so the pause in the collection of garbage ends.

    Args:
        path: The log.
        job: Name of the rule, for the first line.
        settings: What the job runs with.

    Raises:
        SystemExit: The block raised a CurveballError, or an OSError about a full disk, permissions and the like (exit
            code 1), or was interrupted (130).
    """
    resume_garbage_collection()
    logger = logging.getLogger(f"curveball.{job}")
    logger.setLevel(logging.INFO)
    logger.propagate = False
    handler = _open_log(path)
    logger.addHandler(handler)
    log = JobLog(logger)
    try:
        with job_at_work(Path(".snakemake")):
            log.start(job, settings)
            yield log
            log.finish()
    except CurveballError as error:
        _report(logger, str(error))
        raise SystemExit(1) from None
    except KeyboardInterrupt:
        _report(logger, "Interrupted")
        raise SystemExit(130) from None
    except BaseException as error:
        explanation = explain(error) if isinstance(error, OSError) else None
        if explanation is None:
            logger.exception("Unexpected error")
            raise
        _report(logger, explanation)
        raise SystemExit(1) from None
    finally:
        logger.removeHandler(handler)
        with suppress(OSError):  # The disk is full, which was reported.
            handler.close()


class _LogFile(logging.FileHandler):
    """A log that fails if a line cannot be written, which `logging` would only print with a traceback."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  The name is Python's.
        """Raise the error that is being handled; it names the log."""
        error = sys.exception()
        if isinstance(error, OSError):
            error.filename = self.baseFilename
        raise


def _open_log(path: Path | str) -> _LogFile:
    try:
        handler = _LogFile(path, encoding="utf-8")
    except OSError as error:
        raise SystemExit(explain(error) or str(error)) from None
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s", _TIME))
    return handler


def _report(logger: logging.Logger, message: str) -> None:
    """Write an error to the log or, if that is impossible, to the screen."""
    try:
        logger.error("%s", message)
    except OSError:
        print(message, file=sys.stderr)


class JobLog:
    """Writes lines to the log of a job. Each line is in the file at once."""

    def __init__(self, logger: logging.Logger):
        self._logger = logger
        self._began = time.monotonic()

    def start(self, job: str, settings: Mapping[str, Any]) -> None:
        """Write the name of the job, its node on a cluster, the versions of its software, and its settings."""
        software = {"python": ".".join(map(str, sys.version_info[:3]))} | versions("numpy", "pyarrow")
        self.line(f"{job} started")
        if node := os.environ.get("SLURMD_NODENAME"):
            self.line(f"node: {node}")
        self.line("versions: " + ", ".join(f"{name} {version}" for name, version in software.items()))
        for name, value in settings.items():
            self.line(f"{name}: {value}")

    def finish(self) -> None:
        """Write the elapsed time."""
        self.line(f"{_FINISHED} {time.monotonic() - self._began:.2f} s")

    def line(self, text: str) -> None:
        """Write one line."""
        self._logger.info("%s", text)

    def progress(self, total: int) -> Callable[[int], None]:
        """Return a function to call with the number of videos done, of `total`.

        It writes a line at most once a second, and one at the end.
        """
        began = time.monotonic()
        last = began

        def report(done: int) -> None:
            nonlocal last
            now = time.monotonic()
            if done < total and now - last < _SECONDS_BETWEEN_LINES:
                return
            last = now
            rate = done / max(now - began, 1e-9)
            left = (total - done) / rate if rate else float("inf")
            self.line(f"{done:,}/{total:,} videos, {rate:,.0f} videos/s, {left:.0f} s left")

        return report


class Phase(Enum):
    """Where a job is between its submission and its end."""

    WAITING = "it has not started"
    RUNNING = "it has started"
    FINISHED = "its results are complete"
    FAILED = "it has reported an error"


class JobState(NamedTuple):
    """What a log tells about its job."""

    phase: Phase
    done: int = 0
    """Number of videos done; 0 if the log does not tell."""
    total: int = 0
    """Number of videos to do; 0 if the log does not tell."""


def read_state(path: Path) -> JobState:
    """Return the state of a job from the last lines of its log; of a log that cannot be read, that of a waiting job."""
    try:
        with open(path, "rb") as file:
            file.seek(max(0, path.stat().st_size - _TAIL_BYTES))
            tail = file.read().decode("utf-8", "replace")
    except OSError:
        tail = ""
    tail = _last_attempt(tail)
    counts = _VIDEOS_DONE.findall(tail)
    done, total = (int(count.replace(",", "")) for count in (counts[-1] if counts else ("0", "0")))
    return JobState(_phase(tail), done, total)


def read_error(path: Path) -> str | None:
    """Return the error message in a log, with its traceback if there is one; None if the job reported no error.

    The error of an attempt after which the job was submitted again does not count.
    """
    parts = iter(_MESSAGE.split(_last_attempt(_read(path)))[1:])
    for level, message in zip(parts, parts, strict=True):
        if level == "ERROR":
            return message.strip()
    return None


def read_node(path: Path) -> str | None:
    """Return the node of a cluster on which a job last started; None if its log does not tell."""
    nodes = _NODE.findall(_read(path))
    return nodes[-1] if nodes else None


def add_failure(path: Path, reason: str | None, next_attempt: int | None) -> None:
    """Write into the log of a job that has failed what its own process could not know.

    Args:
        path: The log. The job may have failed before it could create it.
        reason: Why the job failed; None if its log tells.
        next_attempt: Number of the attempt for which Snakemake submits it again; None if it does not.
    """
    lines = [f"ERROR {reason}"] if reason else []
    if next_attempt is not None:
        lines.append(f"INFO {_RUN_AGAIN}, attempt {next_attempt}")
    if lines:
        path.parent.mkdir(exist_ok=True)
        with open(path, "a", encoding="utf-8") as file:
            file.writelines(f"{time.strftime(_TIME)} {line}\n" for line in lines)


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""


def _last_attempt(text: str) -> str:
    """Return what is about the last attempt in a log. When that starts, Snakemake deletes the log of the others."""
    _, again, after = text.rpartition(_RUN_AGAIN)
    return after.partition("\n")[2] if again else text


def _phase(text: str) -> Phase:
    if not text:
        return Phase.WAITING
    if " ERROR " in text:
        return Phase.FAILED
    return Phase.FINISHED if f" INFO {_FINISHED} " in text else Phase.RUNNING
