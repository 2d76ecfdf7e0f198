"""A job does without what it does not need: in a process of its own, where this changes the whole process."""

import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from curveball.generation import lean_process

ROOT = Path(__file__).parents[3]
WITHOUT_PANDAS = "import sys; from curveball.generation import lean_process; lean_process.disable('pandas'); "
USES = {
    "pyarrow": "import pyarrow as pa; print(pa.array([1.0, None]).to_numpy(zero_copy_only=False).tolist())",
    "snakemake": "from importlib.util import find_spec; print(find_spec('pandas'))",
    "xgboost": "lean_process.disable('sklearn'); from xgboost import DMatrix as D; print(D([[1], [2]]).num_row())",
    "metadata": "from importlib.metadata import version; print(len(version('pandas')) > 0)",
}
"""How each of these meets pandas."""
EXPECTED = {"pyarrow": "[1.0, nan]", "snakemake": "None", "xgboost": "2", "metadata": "True"}


def run(code: str) -> list[str]:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    return done.stdout.splitlines()


@pytest.mark.parametrize("package", USES)
def test_other_packages_work_without_pandas(package):
    assert run(f"{WITHOUT_PANDAS}{USES[package]}; print('pandas' in sys.modules)") == [EXPECTED[package], "False"]


def test_pandas_cannot_be_imported():
    code = "\ntry:\n    import pandas\nexcept ModuleNotFoundError as error:\n    print(error)"

    assert run(WITHOUT_PANDAS + code) == ["No module named 'pandas'"]


def test_freed_memory_is_kept_unless_the_user_has_decided(monkeypatch):
    monkeypatch.setenv("MALLOC_TRIM_THRESHOLD_", "")  # restored at the end, whatever it was
    monkeypatch.delenv("MALLOC_TRIM_THRESHOLD_")
    monkeypatch.setenv("MALLOC_MMAP_THRESHOLD_", "1000")
    lean_process.keep_freed_memory()
    assert int(os.environ["MALLOC_TRIM_THRESHOLD_"]) == 256 << 20
    assert os.environ["MALLOC_MMAP_THRESHOLD_"] == "1000"


def test_matrices_are_multiplied_in_one_thread(monkeypatch):
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "8")
    lean_process.multiply_in_one_thread()
    assert os.environ["OPENBLAS_NUM_THREADS"] == "1"


def test_memory_comes_from_the_system():
    code = "from curveball.generation.lean_process import use_system_memory; use_system_memory(); import pyarrow; "

    assert run(code + "print(pyarrow.default_memory_pool().backend_name)") == ["system"]


def test_the_import_of_numpy_creates_no_threads():
    code = "from curveball.generation.lean_process import multiply_in_one_thread; multiply_in_one_thread(); "

    assert run(code + "import numpy, psutil; print(psutil.Process().num_threads())") == ["1"]


@pytest.mark.skipif(not platform.libc_ver()[0], reason="only glibc has these settings")
def test_memory_that_a_process_frees_is_not_given_to_it_anew():
    use = "def use():\n    return [b'1' * (3 << 20) for _ in range(20)]\nuse()"
    page_faults = "resource.getrusage(resource.RUSAGE_SELF).ru_minflt"
    measured = f"import resource\n{use}\nbefore = {page_faults}\nuse()\nprint({page_faults} - before)"
    code = f"""
import subprocess, sys
from curveball.generation.lean_process import keep_freed_memory
subprocess.run([sys.executable, "-c", {measured!r}], check=True)
keep_freed_memory()
subprocess.run([sys.executable, "-c", {measured!r}], check=True)
"""
    before, after = map(int, run(code))

    assert before > 10_000
    assert after < 1000


def test_a_search_for_garbage_skips_what_was_imported_during_the_pause():
    code = """
import gc
from curveball.generation.lean_process import pause_garbage_collection, resume_garbage_collection
pause_garbage_collection()
print(gc.isenabled())
import json.decoder
resume_garbage_collection()
print(gc.isenabled(), any(found is json.decoder for found in gc.get_objects()))
cycle = [None]
cycle[0] = cycle
del cycle
print(gc.collect() > 0)
"""

    assert run(code) == ["False", "True False", "True"]


def test_a_package_is_without_another_only_while_it_is_imported():
    code = (
        "import sys; from curveball.generation import lean_process\n"
        "with lean_process.without('requests'):\n    import smart_open\n"
        "print('requests' in sys.modules); import requests; print(requests.codes.ok)"
    )

    assert run(code) == ["False", "200"]
