"""What all tests share."""

import gc
import os

import pytest
from hypothesis import settings

from curveball.generation.lean_process import disable

gc.disable()  # until all tests are collected
disable("sklearn")  # XGBoost would import it, in a second of each worker. In the jobs, it does not.
pytest.register_assert_rewrite("tests.support")
settings.register_profile("curveball", deadline=None, derandomize=True, max_examples=20, database=None)
settings.load_profile("curveball")


def pytest_addoption(parser: pytest.Parser) -> None:
    faults = parser.getgroup("injected faults")
    faults.addoption("--faults-seed", type=int, default=int(os.environ.get("FAULTS_SEED", "1")))
    faults.addoption("--faults-count", type=int, default=int(os.environ.get("FAULTS_COUNT", "0")))


def pytest_collection_finish() -> None:
    """Keep the garbage collector from looking at thousands of tests again and again: they live until the end."""
    gc.freeze()
    gc.enable()


def pytest_collection_modifyitems(items: list) -> None:
    """Begin with what takes longest: mypy without its cache, and the workflow.

    While one worker makes the project for the workflow's tests, the others have tests that do not wait for it.
    """
    items.sort(key=lambda item: ("[mypy]" not in item.nodeid, "tests/workflow/" not in item.nodeid))
