"""Whatever happens to a file that a run left: the next run finds it, and regenerates it and what depends on it."""

import dataclasses
import re
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from curveball.dataset.layout import CHECKSUMS
from tests.support.damages import is_found_by_verify
from tests.support.kept_cases import Case
from tests.support.project import Project, Run
from tests.support.result_damages import NOT_RESULTS, ResultDamage, draw_damages, jobs_of
from tests.support.workbench import OTHER_SEED, SEED, Workbench


@pytest.mark.faults
def test_hundreds_of_damaged_results_are_found_and_regenerated(
    damage_group: range, workbench: Workbench, tmp_path, case: Case, tally, faults_seed
):
    finished = workbench.finished(SEED)
    drawn = draw_damages(faults_seed, damage_group.stop, finished.folder)[damage_group.start :]
    damaged = Damaged(workbench, tmp_path)
    faults = {damage: damaged.plan(damage) for damage in drawn}
    regenerated = [damage for damage in drawn if not faults[damage] and not damage.is_refused]
    together = damaged.regenerate(regenerated)
    if together:
        faults |= {damage: damaged.regenerate([damage]) for damage in regenerated}
        if not any(faults.values()):
            faults[drawn[0]] = [f"only together with others: {fault}" for fault in together]
    for damage, found in faults.items():
        tally(f"damaged {damage.of}", found[0].partition(":")[0] if found else _good_end(damage))
    wrong = {str(damage): found for damage, found in faults.items() if found}
    if wrong:
        case.note(damages=[dataclasses.asdict(damage) for damage in drawn if faults[damage]])
        case.note(command=f"snakemake --cores 2 --config {' '.join(finished.config)}")
        for damage in [damage for damage in drawn if faults[damage]]:
            project = damaged.copy_with([damage])
            case.state(re.sub(r"\W+", "-", str(damage)), project.folder)
            shutil.rmtree(project.folder)
        found = [f"{damage}: {fault}" for damage, faults_of_one in wrong.items() for fault in faults_of_one]
        pytest.fail("\n".join([*found, f"kept: {case.keep(found)}"]))


def _good_end(damage: ResultDamage) -> str:
    if damage.is_refused:
        return "refused in one sentence"
    return "stops nothing" if damage.of in NOT_RESULTS else "found and regenerated"


class Damaged:
    """Finished projects, damaged and run again."""

    def __init__(self, workbench: Workbench, where: Path):
        self._workbench, self._where = workbench, where
        self._other = workbench.finished(OTHER_SEED).folder
        self._copies = 0

    def copy_with(self, damages: Sequence[ResultDamage]) -> Project:
        """Return a copy of the finished project with damages, or without those that would change nothing."""
        self._copies += 1
        project = self._workbench.finished(SEED).copy(self._where / f"project{self._copies}")
        for damage in damages:
            damage.plant(project.folder, self._other)
        return project

    def plan(self, damage: ResultDamage) -> list[str]:
        """Return what is wrong with the way in which a damage is found, before anything runs."""
        project = self.copy_with([])
        damaged = damage.plant(project.folder, self._other)
        faults = []
        if any(file.startswith("results/dataset/") and not file.endswith(CHECKSUMS) for file in damaged):
            faults += ["wrong: not found by verify"] * (not is_found_by_verify(project.path("results/dataset")))
        run = project.snakemake("--dry-run")
        faults += _faults_of_refusal(run, damage.file) if damage.is_refused else _faults_of(run)
        faults += [f"wrong: not named: {file}" for file in damaged if _name(file) not in run.screen]
        planned = {
            rule: int(count) for rule, count in re.findall(r"^(\w+) +(\d+)$", run.screen, re.M) if rule != "total"
        }
        if run.returncode == 0 and planned != jobs_of(damaged) and damage.of != "memory of Snakemake":
            faults.append(f"wrong: planned {planned}, expected {jobs_of(damaged)}")
        shutil.rmtree(project.folder)
        return faults

    def regenerate(self, damages: Sequence[ResultDamage]) -> list[str]:
        """Plant damages together, run, and return what is wrong with the results."""
        project = self.copy_with(damages)
        run = project.snakemake()
        faults = _faults_of(run) + [
            f"wrong: {fault}" for fault in self._workbench.undisturbed.faults_after(project.path("results"), SEED)
        ]
        shutil.rmtree(project.folder)
        return faults


def _faults_of(run: Run) -> list[str]:
    faults = []
    if "Traceback" in run.screen:
        faults.append(f"traceback: {run.screen[run.screen.index('Traceback') :]}")
    if run.returncode is None:
        faults.append("hang")
    elif run.returncode != 0:
        faults.append(f"further commands needed: {run.screen}")
    return faults


def _faults_of_refusal(run: Run, file: str) -> list[str]:
    last = run.screen.strip().splitlines()[-1]
    if run.returncode == 0 or file not in last or "Move it elsewhere, or delete it" not in last:
        return [f"wrong: not refused in one sentence: {run.screen}"]
    return []


def _name(file: str) -> str:
    """Return what the next run must name: the file, or of a record the job."""
    return Path(file).stem if file.startswith("results/records/") else file
