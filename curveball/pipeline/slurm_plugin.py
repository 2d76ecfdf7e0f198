"""What the workflow changes in Snakemake's plugin for SLURM, version 2: what jobs start, and when and what it asks.

A job of the plugin starts Snakemake, which starts Snakemake by `srun` for each job of its group, at 1.5 CPU seconds
each. Here, the first one runs the scripts. `srun` is for programs that use several nodes.

The plugin waits ever longer between two questions, up to three minutes, in which a job may long have ended or lost its
node. Without a database for accounting, `sacct` only prints errors. The plugin calls it to find an account even if it
is told to use none, and to find a failed node even if it is told to use `squeue`.

It waits forever for a job that is in none of SLURM's answers, as when its controller died before it wrote the job down,
and for one whose node was given to another job, even if SLURM was told not to put it back into its queue.
"""

import asyncio
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any

_PLUGIN = "snakemake_executor_plugin_slurm"
_STEP_S = 0.5
FORGOTTEN = "ERROR"
"""A state that the plugin takes for a failure, and that SLURM itself does not use."""
_PREEMPTED, _CANCELED = "PREEMPTED", "CANCELLED"  # codespell:ignore cancelled


def is_slurm(executor: Any) -> bool:
    """Tell whether an executor of Snakemake submits jobs to SLURM."""
    return type(executor).__module__ == _PLUGIN


def adapt(
    executor: Any,
    pause_s: Callable[[], float],
    note_question: Callable[[], None],
    note_states: Callable[[Mapping[str, str]], Mapping[str, str]],
) -> None:
    """Let the plugin start no more than is needed, and ask for the states of jobs as it is told to.

    Args:
        executor: The plugin's executor.
        pause_s: Returns how long to wait between two questions, in seconds. It is called while the plugin waits.
        note_question: Called before each question.
        note_states: Called with each answer: SLURM's words for the states of jobs, by their numbers. Returns the states
            of jobs that the answers have lacked for long, which the plugin shall take for `squeue`'s.
    """
    plugin: Any = sys.modules[_PLUGIN]
    query = plugin.query_job_status
    settings = executor.workflow.executor_settings
    asks_squeue = settings.status_command == "squeue"

    async def query_and_note(*arguments: Any) -> Any:
        note_question()
        states, seconds = await query(*arguments)
        if states is not None:
            forgotten = note_states(states)
            if asks_squeue:  # A database for accounting may learn of a job only later.
                states = {**states, **forgotten}
            if not settings.requeue:
                states = {number: _CANCELED if state == _PREEMPTED else state for number, state in states.items()}
        return states, seconds

    async def pause() -> None:
        began = time.monotonic()
        while time.monotonic() < began + pause_s():
            await asyncio.sleep(_STEP_S)

    plugin.query_job_status, executor.sleep = query_and_note, pause
    executor.additional_general_args = lambda: "--executor local"
    if settings.no_account:
        executor._fallback_account_arg = ""
    if asks_squeue:
        plugin.is_query_tool_available = lambda tool: tool == "squeue"
