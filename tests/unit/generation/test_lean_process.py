"""A job does without what it doesn't need: in a process of its own, as this changes the whole process."""

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


def test_a_lean_process_makes_arrays_without_pandas_in_memory_of_the_system():
    done = subprocess.run([sys.executable, "-c", MAKE_AN_ARRAY], capture_output=True, text=True, cwd=ROOT, check=True)

    assert done.stdout.splitlines() == ["[1.0, nan]", "system", "False", "this job does without pandas"]
