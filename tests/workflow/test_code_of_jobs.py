"""Snakemake and its jobs run the code beside the Snakefile, whatever other copies Python would find."""

import os
import subprocess
import sys
import sysconfig
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.support.project import Project

ONE_CLASS = "classes={circular: null, helical: null, parabolic: null}"


class OtherCopy:
    """A package of the same name that tells when it is imported."""

    def __init__(self, folder: Path):
        self.folder = folder
        self._witness = folder.with_name("imported.txt")
        (folder / "curveball").mkdir(parents=True)
        (folder / "curveball" / "__init__.py").write_text(
            f"open({str(self._witness)!r}, 'w'); raise ImportError('other')"
        )

    def was_imported(self) -> bool:
        return self._witness.exists()


@pytest.fixture
def venv(tmp_path) -> Path:
    """The `site-packages` of a fresh environment that finds the packages of this one, and those of the user's site."""
    base = getattr(sys, "_base_executable", sys.executable)
    folder = tmp_path / "venv"
    subprocess.run([base, "-m", "venv", "--without-pip", "--system-site-packages", folder], check=True)
    packages = folder / Path(sysconfig.get_path("purelib")).relative_to(sys.prefix)
    (packages / "zz-packages.pth").write_text(f"{sysconfig.get_path('purelib')}\n")
    return packages


def run(project: Project, folder: Path, python: str = sys.executable, **variables: str) -> str:
    """Run every job of the project's workflow in a folder; return what the screen shows."""
    command = [python, "-m", "snakemake", "--snakefile", str(project.path("Snakefile")), "--cores", "2"]
    command += ["--config", *project.config, ONE_CLASS]
    return _screen_of(command, folder, variables)


def _screen_of(command: list[str], folder: Path, variables: Mapping[str, str] = os.environ) -> str:
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "CURVEBALL_RUN")}
    done = subprocess.run(
        command, cwd=folder, env=environment | dict(variables), capture_output=True, text=True, check=False, timeout=120
    )
    return f"{done.stdout}{done.stderr}\nexit code {done.returncode}"


@pytest.mark.slow
@pytest.mark.parametrize(
    "place", ["PYTHONPATH", "working directory", "site-packages", ".pth", ".pth that comes first", "user site"]
)
def test_jobs_run_the_code_beside_the_snakefile(tmp_path, venv, place):
    project = Project.copy_of_the_repository(tmp_path / "project")
    work, user = tmp_path / "work", tmp_path / "user"
    variables = {"PYTHONUSERBASE": str(user)}
    folder = {
        "PYTHONPATH": tmp_path / "other",
        "working directory": work,
        "site-packages": venv,
        ".pth": tmp_path / "other",
        ".pth that comes first": tmp_path / "other",
        "user site": user / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}" / "site-packages",
    }[place]
    other = OtherCopy(folder)
    work.mkdir(exist_ok=True)
    if place == "PYTHONPATH":
        variables["PYTHONPATH"] = str(folder)
    if place == ".pth":
        (venv / "aa-other.pth").write_text(f"{folder}\n")
    if place == ".pth that comes first":
        (venv / "aa-other.pth").write_text(f"import sys; sys.path.insert(0, {str(folder)!r})\n")

    python = str(tmp_path / "venv" / "bin" / "python")
    control = _screen_of([python, "-c", "import curveball"], work, variables)
    assert "ImportError: other" in control, "Python itself finds the other copy"
    other._witness.unlink()
    screen = run(project, folder=work, python=python, **variables)

    assert screen.endswith("exit code 0"), screen
    assert (work / "results" / "verdict.txt").exists()
    assert not other.was_imported()


@pytest.mark.slow
def test_another_copy_that_is_loaded_when_python_starts_is_refused(tmp_path, project):
    other = tmp_path / "other" / "curveball"
    other.mkdir(parents=True)
    (other / "__init__.py").write_text("")
    (other.parent / "sitecustomize.py").write_text("import curveball")

    screen = run(project, folder=project.folder, PYTHONPATH=str(other.parent))

    assert "exit code 0" not in screen
    assert "Traceback" not in screen
    assert f"Python has loaded {other}" in screen


@pytest.mark.slow
def test_the_workflow_refuses_to_be_included_in_another_one(tmp_path, project):
    outer = tmp_path / "outer"
    outer.mkdir()
    (outer / "Snakefile").write_text(f'include: "{project.path("Snakefile")}"\n')

    screen = _screen_of([sys.executable, "-m", "snakemake", "--cores", "1", "--config", "mine=1"], outer)

    assert "exit code 0" not in screen
    assert "Traceback" not in screen
    assert f"The workflow in {project.folder} cannot be included in another one" in screen
    assert not (outer / "results").exists()


@pytest.mark.slow
def test_a_rule_of_another_workflow_can_run_it(tmp_path, project):
    outer = tmp_path / "outer"
    outer.mkdir()
    (outer / "Snakefile").write_text(
        f"""
rule train:
    input: "balls/results/verdict.txt"

rule balls:
    output: "balls/results/verdict.txt"
    shell:
        "snakemake --snakefile {project.path("Snakefile")} --directory balls --cores {{threads}} "
        "--config {{config[tiny]}}"
"""
    )
    tiny = " ".join(f"'{setting}'" for setting in (*project.config, ONE_CLASS))
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    command = [sys.executable, "-m", "snakemake", "--cores", "1", "--configfile", "tiny.json"]
    (outer / "tiny.json").write_text(f'{{"tiny": "{tiny}"}}')

    screen = _screen_of(command, outer, {"PATH": path})

    assert screen.endswith("exit code 0"), screen
    assert "checks passed" in screen
    assert (outer / "balls" / "results" / "dataset" / "manifest.json").exists()
