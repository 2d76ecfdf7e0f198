"""The package can be built, and installed into an environment of its own."""

import shutil
import subprocess
import sys
import sysconfig
import tarfile
import venv
from pathlib import Path

import flit_core.buildapi
import pytest

import curveball

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def sdist(tmp_path_factory) -> Path:
    """A source distribution, as `python -m build` makes it."""
    folder = tmp_path_factory.mktemp("sdist")
    source = folder / "source"
    shutil.copytree(ROOT / "curveball", source / "curveball", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source / name)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(source)
        return folder / flit_core.buildapi.build_sdist(str(folder))


@pytest.mark.slow
def test_a_source_distribution_has_all_that_the_package_needs(sdist):
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}

    assert {"pyproject.toml", "README.md", "LICENSE", "PKG-INFO", "curveball/py.typed"} <= names
    assert {path.relative_to(ROOT).as_posix() for path in (ROOT / "curveball").rglob("*.py")} <= names


@pytest.mark.slow
def test_a_fresh_environment_gets_library_and_command_from_a_wheel(sdist, tmp_path):
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    build = [*pip, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", tmp_path, sdist]
    subprocess.run(build, cwd=tmp_path, check=True)
    wheel = next(tmp_path.glob("curveball-*.whl"))
    venv.create(tmp_path / "venv")
    environment = tmp_path / "venv" / "bin" / "python"
    subprocess.run([*pip, "--python", environment, "install", "--no-deps", wheel], cwd=tmp_path, check=True)
    packages = sysconfig.get_path("purelib", vars={"base": str(tmp_path / "venv")})
    Path(packages, "dependencies.pth").write_text(sysconfig.get_path("purelib"))

    command = tmp_path / "venv" / "bin" / "curveball"
    run = subprocess.run([command, "--version"], cwd=tmp_path, env={}, capture_output=True, text=True, check=True)
    assert run.stdout == f"curveball, version {curveball.__version__}\n"
    shown = subprocess.run(
        [command, "show", "helical-7"], cwd=tmp_path, env={}, capture_output=True, text=True, check=True
    )
    sample = curveball.generate(curveball.parse_config({}), "helical", [7])[0]
    assert sample["digest"] in shown.stdout
    where = [environment, "-c", "import curveball; print(curveball.__file__)"]
    found = subprocess.run(where, cwd=tmp_path, env={}, capture_output=True, text=True, check=True)
    assert found.stdout.startswith(str(tmp_path / "venv"))
