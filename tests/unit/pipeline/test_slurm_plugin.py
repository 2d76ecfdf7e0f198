"""What is changed in Snakemake's plugin for SLURM. tests/cluster runs the plugin itself."""

import asyncio
import sys
from types import ModuleType, SimpleNamespace

import pytest

from curveball.pipeline import slurm_plugin


@pytest.fixture
def plugin(monkeypatch) -> ModuleType:
    """A module with the functions of the plugin that are replaced."""

    async def query(command, logger):
        answers = {"squeue": {"7": "RUNNING"}, "preempted": {"7": "PREEMPTED", "8": "RUNNING"}}
        return (answers[command], 0.1) if command in answers else (None, None)

    plugin = ModuleType("snakemake_executor_plugin_slurm")
    plugin.query_job_status, plugin.is_query_tool_available = query, lambda tool: True
    monkeypatch.setitem(sys.modules, plugin.__name__, plugin)
    return plugin


def executor_with(**settings) -> SimpleNamespace:
    settings = SimpleNamespace(**{"no_account": True, "status_command": "squeue", "requeue": False} | settings)
    return SimpleNamespace(workflow=SimpleNamespace(executor_settings=settings), _fallback_account_arg=None)


def test_the_executor_of_the_plugin_is_recognized(plugin):
    executor = type("Executor", (), {"__module__": plugin.__name__})()

    assert slurm_plugin.is_slurm(executor)
    assert not slurm_plugin.is_slurm(executor_with())


def test_questions_and_answers_are_noted_and_answers_that_failed_are_not(plugin):
    noted = []
    slurm_plugin.adapt(
        executor_with(), lambda: 0.0, lambda: noted.append("asked"), lambda states: noted.append(states) or {}
    )

    assert asyncio.run(plugin.query_job_status("squeue", None)) == ({"7": "RUNNING"}, 0.1)
    assert asyncio.run(plugin.query_job_status("broken", None)) == (None, None)
    assert noted == ["asked", {"7": "RUNNING"}, "asked"]


@pytest.mark.parametrize(("command", "added"), [("squeue", {"8": "ERROR"}), ("sacct", {})])
def test_jobs_that_squeue_has_forgotten_have_failed_but_sacct_may_learn_of_them_later(plugin, command, added):
    slurm_plugin.adapt(executor_with(status_command=command), lambda: 0.0, print, lambda states: {"8": "ERROR"})

    assert asyncio.run(plugin.query_job_status("squeue", None)) == ({"7": "RUNNING"} | added, 0.1)


@pytest.mark.parametrize(
    ("requeue", "state"),
    [(False, "CANCELLED"), (True, "PREEMPTED")],  # codespell:ignore cancelled
)
def test_a_job_whose_node_was_given_to_another_has_failed_unless_slurm_puts_it_back(plugin, requeue, state):
    slurm_plugin.adapt(executor_with(requeue=requeue), lambda: 0.0, print, lambda states: {})

    assert asyncio.run(plugin.query_job_status("preempted", None)) == ({"7": state, "8": "RUNNING"}, 0.1)


def test_the_plugin_waits_as_long_as_it_is_told_to(plugin):
    pauses = [60.0, 0.0]
    executor = executor_with()
    slurm_plugin.adapt(executor, lambda: pauses.pop(0), print, print)

    asyncio.run(executor.sleep())

    assert pauses == [], "a pause can end early, as there may be news"


def test_sacct_is_called_only_if_it_was_asked_for(plugin):
    slurm_plugin.adapt(executor_with(no_account=False, status_command="sacct"), lambda: 0.0, print, print)
    assert plugin.is_query_tool_available("sacct")

    executor = executor_with()
    slurm_plugin.adapt(executor, lambda: 0.0, print, print)
    assert executor._fallback_account_arg == "", "no search for an account"
    assert plugin.is_query_tool_available("squeue")
    assert not plugin.is_query_tool_available("sacct")


def test_a_job_starts_snakemake_once(plugin):
    executor = executor_with()
    slurm_plugin.adapt(executor, lambda: 0.0, print, print)

    assert executor.additional_general_args() == "--executor local"
