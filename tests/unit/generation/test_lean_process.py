"""A lean process works without pandas. It is tested in a subprocess because the change affects the whole process."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
MAKE_AN_ARRAY = """
from curveball.generation.lean_process import stay_lean
stay_lean()
import sys
import pyarrow as pa
print(pa.array([1.0, None]).to_numpy(zero_copy_only=False).tolist())
print(pa.default_memory_pool().backend_name)
print("pandas" in sys.modules)
try:
    import pandas
except ImportError as error:
    print(error)
"""


def test_a_lean_process_creates_arrays_without_pandas_in_memory_of_the_system():
    finished = subprocess.run(
        [sys.executable, "-c", MAKE_AN_ARRAY], capture_output=True, text=True, cwd=ROOT, check=True
    )

    assert finished.stdout.splitlines() == ["[1.0, nan]", "system", "False", "pandas is disabled in this process"]
