"""The last words of a run: what was made, or why it failed."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from curveball.config.errors import CurveballError
from curveball.dataset.layout import find_logs
from curveball.pipeline.job_log import read_error

_NO_ERROR = (
    "The run stopped before its end, and no job reported an error: it was interrupted, or a job was killed. "
    "The same command continues the run."
)


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


def summarize_failure(logs: Path, run: str) -> str:
    """Return the errors in the logs of a run, each after the name of its log.

    Args:
        logs: Folder of the logs.
        run: Time at which the run started, with which the names of its logs begin.
    """
    errors = {path: read_error(path) for path in find_logs(logs, run).values()}
    found = [f"{path}:\n{error}\n" for path, error in errors.items() if error]
    return "\n".join(found) or _NO_ERROR
