"""A disk that becomes full ends the run with one message, loses no result of before, and the next run goes on."""

import dataclasses
import re
import subprocess
from pathlib import Path

import pytest

from tests.support.full_disks import Lack, fill, small_disk
from tests.support.kept_cases import Case
from tests.support.project import Project, Run
from tests.support.workbench import OTHER_SEED, SEED, Workbench


@pytest.mark.faults
def test_a_full_disk_is_named_and_loses_nothing(
    lack: Lack, workbench: Workbench, tmp_path, case: Case, tally, monkeypatch
):
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)  # With it, Python caches no modules, half or whole.
    if lack.free_bytes is None:
        (tmp_path / "project").mkdir()
        faults = faults_of(lack, workbench, tmp_path / "project", case)
    else:
        try:
            with small_disk(tmp_path / "project") as disk:
                faults = faults_of(lack, workbench, disk, case)
        except PermissionError as error:
            pytest.skip(str(error))
    tally("full disk" if lack.file_bytes is None else "limit of file size", end_of(faults))
    if faults:
        pytest.fail("\n".join([str(lack), *faults, f"kept: {case.keep(faults)}"]))


def faults_of(lack: Lack, workbench: Workbench, folder: Path, case: Case) -> list[str]:
    """Run in an empty folder, without space and then with space, and return what is wrong."""
    source = workbench.finished(OTHER_SEED) if lack.has_results else workbench.stage("nothing")
    subprocess.run(["cp", "-a", f"{source.folder}/.", folder], check=True)
    project = Project(folder, workbench.finished(SEED).config)
    case.note(lack=dataclasses.asdict(lack))
    filler = fill(project.folder, lack.free_bytes) if lack.free_bytes is not None else None
    run = project.snakemake(max_file_bytes=lack.file_bytes)
    case.screen("without space", run.screen)
    case.state("without space", project.folder)
    faults = faults_of_failure(run)
    if filler:
        filler.unlink()
    undisturbed, results = workbench.undisturbed, project.path("results")
    if results.exists():
        faults += [f"wrong between: {fault}" for fault in undisturbed.faults_between(results)]
    run = project.snakemake()
    case.screen("with space", run.screen)
    if run.returncode != 0:
        faults.append(f"further commands needed: {run.screen}")
    return faults + [f"wrong: {fault}" for fault in undisturbed.faults_after(results, SEED)]


def faults_of_failure(run: Run) -> list[str]:
    if run.returncode == 0:
        return []  # There was enough space.
    faults = [f"traceback: {run.screen}"] if "Traceback" in run.screen else []
    words = run.screen.rpartition("At least one job did not complete")[2]
    if not re.search(r"space|ulimit", words) or not re.search(r"run (the same command )?again", words):
        faults.append(f"last words: {words}")
    return faults


def end_of(faults: list[str]) -> str:
    for worst in ("wrong", "further commands needed", "traceback", "last words"):
        if any(fault.startswith(worst) for fault in faults):
            return worst
    return "refused in one sentence; as undisturbed with space"
