"""What all tests share."""

import pytest
from hypothesis import settings

pytest.register_assert_rewrite("tests.support")
settings.register_profile("curveball", deadline=None, derandomize=True, max_examples=20, database=None)
settings.load_profile("curveball")


def pytest_collection_modifyitems(items: list) -> None:
    """Begin with the workflow: while one worker makes the project for it, the others have tests that don't wait."""
    items.sort(key=lambda item: "tests/workflow/" not in item.nodeid)
