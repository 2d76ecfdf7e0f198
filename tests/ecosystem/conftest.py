"""Other people's libraries with a small real dataset. Tests of libraries that are not installed are not collected."""

from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.support.made_dataset import Made, make_dataset

_NEEDS = {
    "test_datasets.py": ("datasets",),
    "test_grain.py": ("grain",),
    "test_tables.py": ("duckdb", "polars"),
    "test_torch.py": ("torch",),
    "test_training_examples.py": ("torch", "tqdm"),
    "test_how_to_pages.py": ("datasets", "duckdb", "grain", "polars", "torch"),
}
collect_ignore = [name for name, libraries in _NEEDS.items() if not all(map(find_spec, libraries))]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark all tests in this folder."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.ecosystem)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The default dataset with 24 samples of each class, in files of 20."""
    return make_dataset({"samples_per_class": 24, "rows_per_file": 20}, tmp_path_factory.mktemp("made"))
