"""Why a job failed that could not tell by itself: its submission was refused, or its node died.

The reason is written into the log of the job, where the errors of all other jobs are.
"""

import re
from collections.abc import Sequence
from pathlib import Path

from curveball.pipeline.job_log import Phase, add_failure, read_error, read_node, read_state

_REFUSAL = re.compile(r"sbatch failed\. The error message was '(.*?)'\.\n", re.S)
_UNREACHED = re.compile(r"Unable to contact|timed out", re.I)
_SPEAKER = re.compile(r"^sbatch: (error: )?")
_STATUS = re.compile(r"SLURM status is: '(\w+)'")
_CAUSES = {
    "BOOT_FAIL": "Its node did not start",
    "CANCELLED": "It was canceled, or its node was given to another job",  # codespell:ignore cancelled
    "DEADLINE": "Its deadline has passed",
    "ERROR": "SLURM does not know it any more",
    "NODE_FAIL": "Its node failed",
    "OUT_OF_MEMORY": "It needed more memory than its mem_mb",
    "TIMEOUT": "It ran longer than its runtime",
}
"""What SLURM's states of a failed job mean."""
_SILENT = "It ended before it could write an error to its log"


def explain(message: str | None, screens: Sequence[str] = ()) -> str:
    """Return why a job on a cluster failed, in a sentence.

    Args:
        message: What Snakemake's executor says.
        screens: Files with what the job printed.
    """
    message = message or ""
    if refusal := _REFUSAL.search(message):
        problem = "SLURM refused the job" if is_refusal(message) else "SLURM could not be reached"
        return f"{problem}: {'; '.join(_SPEAKER.sub('', line) for line in refusal[1].splitlines())}."
    status = _STATUS.search(message)
    if status and status[1] in _CAUSES:
        return f"{_CAUSES[status[1]]}."
    if message and not status:
        return message.splitlines()[0]
    return f"{_SILENT}: see {', '.join(screens)}" if screens else f"{_SILENT}."


def is_refusal(message: str | None) -> bool:
    """Tell whether SLURM refused a job, as it would do again, from what Snakemake's executor says."""
    refusal = _REFUSAL.search(message or "")
    return refusal is not None and not _UNREACHED.search(refusal[1])


def report_failure(logs: Sequence[Path], reason: str | None, next_attempt: int | None) -> dict[Path, str]:
    """Write into the logs of a job, or of a group of jobs that run together, why it failed.

    Args:
        logs: The logs of the jobs, in the order in which they run.
        reason: Why they failed, for those that have not reported an error themselves; None if it is not known.
        next_attempt: Number of the attempt for which they are submitted again; None if they are not.

    Returns:
        The reasons, by the logs of those jobs that failed or would have run next.
    """
    reasons = {}
    for path in _find_failed(logs):
        error, node = read_error(path), read_node(path)
        reasons[path] = error or (f"On {node}: {reason}" if reason and node else reason) or ""
        add_failure(path, None if error else reasons[path], next_attempt)
    return reasons


def _find_failed(logs: Sequence[Path]) -> Sequence[Path]:
    phases = {path: read_state(path).phase for path in logs}
    at_work = [path for path, phase in phases.items() if phase in (Phase.RUNNING, Phase.FAILED)]
    waiting = [path for path, phase in phases.items() if phase == Phase.WAITING]
    return at_work or waiting[:1] or logs[-1:]
