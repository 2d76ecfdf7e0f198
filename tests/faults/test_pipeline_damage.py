"""Whatever happens to a file that a run left: the next run finds it, and regenerates it and what depends on it."""

import dataclasses
import re
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.support.damages import is_found_by_verify
from tests.support.kept_cases import Case
from tests.support.project import Project, Run
from tests.support.result_damages import NOT_RESULTS, ResultDamage, draw_damages
from tests.support.workbench import OTHER_SEED, SEED, Workbench


@pytest.mark.faults
def test_hundreds_of_damaged_results_are_found_and_regenerated(
    damage_group: range, workbench: Workbench, tmp_path, case: Case, tally, faults_seed
):
    finished = workbench.finished(SEED)
    drawn = draw_damages(faults_seed, damage_group.stop, finished.folder)[damage_group.start :]
    damaged = Damaged(workbench, tmp_path)
    faults = {damage: damaged.plan(damage) for damage in drawn}
    together = damaged.regenerate([damage for damage in drawn if not faults[damage]])
    if together:
        faults |= {damage: damaged.regenerate([damage]) for damage in drawn if not faults[damage]}
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
    return "ignored" if damage.of in NOT_RESULTS else "found and regenerated"


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
        is_damaged = damage.plant(project.folder, self._other)
        faults = []
        if (
            is_damaged
            and damage.file.startswith("results/dataset/")
            and not is_found_by_verify(project.path("results/dataset"))
        ):
            faults.append("wrong: not found by verify")
        run = project.snakemake("--dry-run")
        faults += _faults_of(run)
        planned = {
            rule: int(count) for rule, count in re.findall(r"^(\w+) +(\d+)$", run.screen, re.M) if rule != "total"
        }
        if is_damaged and run.returncode == 0 and planned != damage.jobs(project.folder):
            faults.append(f"wrong: planned {planned}, expected {damage.jobs(project.folder)}")
        if is_damaged and damage.of not in NOT_RESULTS and not _is_named(damage, run):
            faults.append("wrong: the file is not named")
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


def _is_named(damage: ResultDamage, run: Run) -> bool:
    name = Path(damage.file).stem if damage.of == "record" else damage.file
    return name in run.screen
