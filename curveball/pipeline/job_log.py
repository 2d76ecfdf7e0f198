"""The log of one job: what runs with which settings, how far it is, how long it took."""

import logging
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from curveball.config.errors import CurveballError
from curveball.dataset.provenance import versions

_SECONDS_BETWEEN_LINES = 1.0


@contextmanager
def job_log(path: Path | str, job: str, settings: Mapping[str, Any]) -> Iterator["JobLog"]:
    """Open a job's log, and end the process with a clear message where the input is at fault.

    Args:
        path: The log.
        job: What runs, for the first line.
        settings: What it runs with.
    """
    logger = logging.getLogger(f"curveball.{job}")
    logger.setLevel(logging.INFO)
    logger.propagate = False
    handler = logging.FileHandler(path, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s", "%Y-%m-%d %H:%M:%S"))
    logger.addHandler(handler)
    log = JobLog(logger)
    try:
        log.start(job, settings)
        yield log
        log.end()
    except CurveballError as error:
        logger.error("%s", error)
        raise SystemExit(1) from None
    except KeyboardInterrupt:
        logger.error("interrupted")
        raise SystemExit(130) from None
    except BaseException:
        logger.exception("stopped")
        raise
    finally:
        logger.removeHandler(handler)
        handler.close()


class JobLog:
    """Writes lines to a job's log."""

    def __init__(self, logger: logging.Logger):
        self._logger = logger
        self._began = time.monotonic()

    def start(self, job: str, settings: Mapping[str, Any]) -> None:
        """Write what runs, its versions and settings."""
        software = {"python": ".".join(map(str, sys.version_info[:3]))} | versions("numpy", "pyarrow")
        self.line(f"{job} begins")
        self.line("versions: " + ", ".join(f"{name} {number}" for name, number in software.items()))
        for name, value in settings.items():
            self.line(f"{name}: {value}")

    def end(self) -> None:
        """Write the time taken."""
        self.line(f"done in {time.monotonic() - self._began:.2f} s")

    def line(self, text: str) -> None:
        """Write a line, at once."""
        self._logger.info("%s", text)

    def progress(self, total: int) -> Callable[[int], None]:
        """Return a function that is told how many of `total` videos are done, and writes a line every few seconds."""
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
