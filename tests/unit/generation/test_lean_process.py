"""A lean process works without pandas and allocates memory from the system."""

import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest

from curveball.generation.lean_process import disable_pandas, use_system_memory

ROOT = Path(__file__).parents[3]
CREATE_AN_ARRAY = """
from curveball.generation.lean_process import disable_pandas, use_system_memory
disable_pandas()
use_system_memory()
import sys
import pyarrow as pa
print(pa.array([1.0, None]).to_numpy(zero_copy_only=False).tolist())
print(pa.default_memory_pool().backend_name)
print("pandas" in sys.modules)
"""


@pytest.fixture
def process_state(monkeypatch):
    """Restores the import hooks, the imported modules and the memory pool of this process."""
    pool = pa.default_memory_pool()
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
    monkeypatch.delitem(sys.modules, "pandas", raising=False)
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    yield
    pa.set_memory_pool(pool)


def test_disabled_pandas_cannot_be_imported_but_other_modules_can(process_state):
    disable_pandas()

    with pytest.raises(ImportError, match="No module named 'pandas'"):
        import pandas  # noqa: F401
    import colorsys  # noqa: F401


def test_memory_can_be_allocated_from_the_system(process_state):
    use_system_memory()

    assert pa.default_memory_pool().backend_name == "system"


def test_a_lean_process_creates_arrays_without_pandas_in_memory_of_the_system():
    finished = subprocess.run(
        [sys.executable, "-c", CREATE_AN_ARRAY], capture_output=True, text=True, cwd=ROOT, check=True
    )

    assert finished.stdout.splitlines() == ["[1.0, nan]", "system", "False"]
