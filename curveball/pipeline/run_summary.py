"""The last words of a run: what was made, or why it failed."""

import os
import re
import shutil
import signal
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from curveball.config.errors import CurveballError
from curveball.dataset.layout import find_logs, parse_log_file
from curveball.pipeline.interruption import CONTINUE
from curveball.pipeline.job_log import read_error
from curveball.pipeline.places import explain

_NO_ERROR = f"The run stopped before its end. No job reported an error; the lines above may tell why. {CONTINUE}"
_FAILED_JOB = re.compile(
    r"(died with <Signals\.\w+|returned non-zero exit status \d+).*\n"
    r"(?:\[.*\]\n)?Error in rule .*\n"
    r"(?:    .*\n)*?    log: (\S+)"
)
"""How the process of a job ended, and its log, in what Snakemake writes about a job that failed."""
_OWN_FAULT = re.compile(r"^\[Errno (\d+)\] ", re.M)
"""The number of an error that Snakemake met itself, such as when it writes down the script of a job."""
_FULL_BYTES = 1 << 20
"""Less than this is too little for Snakemake's own files."""
_SHELL_ADDS = 128
"""A shell exits with this number plus that of the signal that killed its command."""


@dataclass(frozen=True, kw_only=True)
class Results:
    """Where the results of a run are."""

    data: Sequence[Path]
    """The shards and the Parquet files of the dataset."""
    manifest: Path
    validation: Path
    page: Path
    verdict: Path
    """Written last, and only if all checks passed."""

    def are_complete(self) -> bool:
        """Tell whether all results exist and the verdict is the newest, so that it is about the others."""
        others = [*self.data, self.manifest, self.validation, self.page]
        if not all(path.exists() for path in [*others, self.verdict]):
            return False
        return self.verdict.stat().st_mtime >= max(path.stat().st_mtime for path in others)


def summarize_success(results: Results, seconds: float) -> str | None:
    """Return what a run made, in three lines; None if only a part of the results was asked for.

    Args:
        results: The results.
        seconds: Duration of the run.
    """
    if not results.are_complete():
        return None
    from curveball.validation.outcome import read_outcome  # Its models take 15 ms, which every start would pay.

    try:
        outcome = read_outcome(results.validation, results.manifest)
    except CurveballError as error:
        return str(error)
    verdict = results.verdict.read_text(encoding="utf-8").partition("\n")[0]
    return (
        f"{outcome.samples:,} videos in {results.manifest.parent} ({seconds:.0f} s)\n"
        f"Fingerprint: {outcome.fingerprint}\n"
        f"{verdict} See {results.page}"
    )


def summarize_failure(logs: Path, run: str, reason: str | None = None, snakemake_logs: Iterable[Path] = ()) -> str:
    """Return why a run failed: the errors in the logs of its jobs, jobs that were killed, and the signal that ended it.

    Args:
        logs: Folder of the logs.
        run: Time at which the run started, with which the names of its logs begin.
        reason: Why the run was asked to end, if it was.
        snakemake_logs: What Snakemake itself wrote about the run.
    """
    errors = {path: read_error(path) for path in find_logs(logs, run).values()}
    alike = {error: [path for path in errors if errors[path] == error] for error in errors.values() if error}
    found = [f"{_name(paths)}:\n{error}\n" for error, paths in alike.items()]
    if reason is not None:
        return "\n".join([*found, reason])  # Jobs that were killed were killed with the run.
    if shutil.disk_usage(".").free < _FULL_BYTES:
        return "\n".join([*found, _describe_full_disk()])
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in snakemake_logs]
    deaths = [_describe_death(*death) for text in texts for death in _find_deaths(text, errors)]
    if deaths:
        found.append("\n".join([*deaths, CONTINUE]))
    own_faults = dict.fromkeys(number for text in texts for number in _OWN_FAULT.findall(text))
    return "\n".join(found or map(_describe_own_fault, own_faults)) or _NO_ERROR


def _name(logs: Sequence[Path]) -> str:
    """Name the first of some logs, and count the others: a cluster refuses a hundred jobs for one reason."""
    others = len(logs) - 1
    return f"{logs[0]} and {others} other log{'s' if others > 1 else ''}" if others else str(logs[0])


def _describe_full_disk() -> str:
    return (
        f"The disk of {Path.cwd()} is full. Free space, or work in a folder on another disk, snakemake --directory "
        "FOLDER; then run the same command again."
    )


def _describe_own_fault(number: str) -> str:
    fault = OSError(int(number), os.strerror(int(number)), "A file of Snakemake")
    return explain(fault) or f"Snakemake failed: {fault.strerror}. {CONTINUE}"


def _find_deaths(snakemake_log: str, errors: Mapping[Path, str | None]) -> Iterator[tuple[str, str]]:
    """Yield the jobs that failed without an error in their logs, and how their processes ended."""
    for ended, log in _FAILED_JOB.findall(snakemake_log):
        if not errors.get(Path(log)):
            yield parse_log_file(Path(log)), ended


def _describe_death(job: str, ended: str) -> str:
    if match := re.search(r"<Signals\.(\w+)", ended):
        killed = match[1]
    elif int(ended.rpartition(" ")[2]) > _SHELL_ADDS:
        killed = signal.Signals(int(ended.rpartition(" ")[2]) - _SHELL_ADDS).name
    else:
        return f"{job} failed before it could write an error to its log. The lines above tell why."
    hint = ", as the system does when memory runs out" if killed == "SIGKILL" else ""
    return f"{job} was killed ({killed}){hint}."
