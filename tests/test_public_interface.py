"""`import curveball`: cheap, lazy, and typed."""

import ast
import subprocess
import sys
import tomllib
import zipfile
from importlib import import_module
from pathlib import Path

import flit_core.buildapi
import pytest

import curveball

ROOT = Path(__file__).parents[1]
STUB = ast.parse((ROOT / "curveball" / "__init__.pyi").read_text(encoding="utf-8"))
NAMES = [name for name in curveball.__all__ if name != "__version__"]
IMPORT_AND_TELL = """
import sys, time
before, began = set(sys.modules), time.perf_counter()
import curveball
print(time.perf_counter() - began, *set(sys.modules) - before)
"""


def stub_modules() -> dict[str, str]:
    """Return the module from which the stub imports each public name."""
    imports = [node for node in STUB.body if isinstance(node, ast.ImportFrom)]
    return {alias.asname or "": f"{node.module}.{alias.name}" for node in imports for alias in node.names}


def test_the_stub_names_the_modules_from_which_names_are_imported():
    assert stub_modules() == {name: f"curveball.{curveball._MODULES[name]}.{name}" for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_a_public_name_is_that_of_its_module(name):
    assert getattr(curveball, name) is getattr(import_module(f"curveball.{curveball._MODULES[name]}"), name)


def test_public_names_are_listed_and_others_are_refused():
    assert set(dir(curveball)) == {"__version__", *NAMES}
    with pytest.raises(AttributeError, match="module 'curveball' has no attribute 'generated'"):
        curveball.generated  # noqa: B018


def test_the_import_is_quick_and_loads_nothing_else():
    command = [sys.executable, "-c", IMPORT_AND_TELL]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    seconds, *modules = run.stdout.split()

    assert modules == ["curveball"]
    assert float(seconds) < 0.05


def test_the_wheel_has_the_types_and_all_modules(tmp_path, monkeypatch):
    monkeypatch.chdir(ROOT)
    wheel = flit_core.buildapi.build_wheel(str(tmp_path))
    files = set(zipfile.ZipFile(tmp_path / wheel).namelist())
    modules = {path.relative_to(ROOT).as_posix() for path in (ROOT / "curveball").rglob("*.py*") if path.is_file()}

    assert {"curveball/py.typed", "curveball/__init__.pyi"} <= files
    assert {name for name in modules if not name.endswith(".pyc")} <= files


def test_mypy_checks_the_library_the_scripts_and_the_types_of_the_public_interface():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mypy"]

    assert settings["strict"] is True
    assert settings["files"] == ["curveball", "workflow/scripts", "tests/support/public_types.py"]
