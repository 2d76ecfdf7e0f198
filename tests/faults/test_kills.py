"""Whatever kills a run, and whenever: the same command goes on and ends as if nothing had happened."""

import dataclasses
import re
import shutil

import pytest

from curveball.config.errors import CurveballError
from curveball.dataset.verify import verify
from tests.support.kept_cases import Case
from tests.support.kills import JOBS, SHARD, WAYS, Kill, Moment, end_orphans
from tests.support.project import Project, Run
from tests.support.workbench import OTHER_SEED, SEED, Workbench

PATIENCE_S = 60
STAGE_BEFORE = dict(zip(JOBS, ("nothing", "shards", "merged", "validated", "described", "reported"), strict=True))
LEAVES_WORDS = {"kill -9 of a job", "Ctrl-C", "SIGINT to Snakemake", "SIGTERM to Snakemake"}


@pytest.mark.faults
def test_hundreds_of_killed_runs_end_as_undisturbed_ones(kill: Kill, workbench: Workbench, tmp_path, case: Case, tally):
    project = start_of(kill, workbench).copy(tmp_path / "project")
    case.note(kill=dataclasses.asdict(kill), command=f"snakemake --cores 2 --config {' '.join(project.config)}")
    disturbed = Disturbed(kill, project, workbench, case)
    disturbed.kill()
    if kill.goes_on == "a kill and the same command":
        disturbed.kill_again()
    if kill.before == "other seed":
        disturbed.look_at_dataset()
    disturbed.go_on()
    outcome = disturbed.outcome()
    tally(f"kill: {kill.way}", outcome)
    if disturbed.faults:
        pytest.fail(f"{kill}\n" + "\n".join([outcome, *disturbed.faults, f"kept: {case.keep(disturbed.faults)}"]))
    shutil.rmtree(tmp_path / "project")


def start_of(kill: Kill, workbench: Workbench) -> Project:
    """Return the project to copy, with the configuration of the run that is killed."""
    if kill.before == "other seed":
        return Project(workbench.finished(OTHER_SEED).folder, workbench.finished(SEED).config)
    stages = {SHARD: "nothing", "start": "merged", "any": "merged", "end": "reported"} | STAGE_BEFORE
    return workbench.stage("nothing" if kill.before == "nothing" else stages[kill.job])


class Disturbed:
    """A run that is killed and goes on, and what went wrong."""

    def __init__(self, kill: Kill, project: Project, workbench: Workbench, case: Case):
        self._kill, self._project, self._workbench, self._case = kill, project, workbench, case
        self._results = project.path("results")
        self._is_reached = False
        self._further_commands = 0
        self.faults: list[str] = []

    def kill(self) -> None:
        """Start the run, kill it, and look at what it leaves."""
        self._is_reached, run = self._killed(self._kill, "killed")
        if self._is_reached and run and run.returncode > 0 and self._kill.way in LEAVES_WORDS:
            self._read_last_words(run.screen)

    def kill_again(self) -> None:
        """Kill the run that goes on while it starts."""
        self._killed(dataclasses.replace(self._kill, way="kill -9 of everything", job="start"), "killed again")

    def _killed(self, kill: Kill, name: str) -> tuple[bool, Run | None]:
        moment = Moment(kill, self._project)
        running = self._project.start(on_terminal=kill.way == "closed terminal")
        is_reached = moment.wait(running)
        if is_reached:
            WAYS[kill.way](running)
        run = running.wait(PATIENCE_S)
        if run is None:
            self.faults.append(f"hang: {name}")
            WAYS["kill -9 of everything"](running)
            run = running.wait(PATIENCE_S)
        if kill.way != "kill -9 of Snakemake":
            left = end_orphans(self._project.folder, 10)
            self.faults += [f"hang: a process is left: {command}" for command in left]
        self._case.note(**{name: {"moment came": is_reached, "exit code": run and run.returncode}})
        self._case.screen(name, run.screen if run else "")
        self._case.state(f"after {name}", self._project.folder)
        self.faults += [f"traceback: {name}"] * (run is not None and "Traceback" in run.screen)
        if kill.way != "kill -9 of Snakemake":
            faults = self._workbench.undisturbed.faults_between(self._results)
            self.faults += [f"wrong between: {fault}" for fault in faults]
        return is_reached, run

    def look_at_dataset(self) -> None:
        """Check that the next start, even a dry run, leaves a whole dataset, the old one or the new one."""
        run = self._project.snakemake("--dry-run")
        self._case.screen("dry run", run.screen)
        self._case.state("after dry run", self._project.folder)
        if run.returncode != 0:
            self.faults.append("further commands needed: the dry run failed")
        if "Traceback" in run.screen:
            self.faults.append("traceback: dry run")
        faults = self._workbench.undisturbed.faults_between(self._results)
        self.faults += [f"wrong after the next start: {fault}" for fault in faults]
        try:
            is_whole = verify(self._results / "dataset").passed
        except CurveballError as error:
            is_whole = False
            self.faults.append(f"wrong: {error}")
        if not is_whole:
            self.faults.append("wrong: after the next start, the dataset is neither the old one nor the new one")

    def _read_last_words(self, screen: str) -> None:
        """Check that the end of the screen says why the run ended and what to do."""
        words = "\n".join(screen.strip().splitlines()[-3:])
        reason = "was killed" if "kill -9" in self._kill.way else "interrupted|terminated"
        if not (re.search(reason, words, re.I) and "same command" in words):
            self.faults.append(f"last words: {words.strip()}")

    def go_on(self) -> None:
        """Give the next command until it succeeds, three times at most, and compare the results."""
        seed = OTHER_SEED if self._kill.goes_on == "the other seed" else SEED
        self._project.config = self._workbench.finished(seed).config
        for attempt in range(3):
            running = self._project.start()
            run = running.wait(PATIENCE_S)
            if run is None:
                self.faults.append("hang: the run that goes on")
                WAYS["kill -9 of everything"](running)
                run = running.wait(PATIENCE_S)
            self._case.screen(f"went on {attempt}", run.screen if run else "")
            self.faults += ["traceback: the run that goes on"] * (run is not None and "Traceback" in run.screen)
            if run and run.returncode == 0:
                break
            self._further_commands += 1
        self.faults += [f"further commands needed: {self._further_commands}"] * (self._further_commands > 0)
        end_orphans(self._project.folder, 10)
        self.faults += [f"wrong: {fault}" for fault in self._workbench.undisturbed.faults_after(self._results, seed)]

    def outcome(self) -> str:
        """Return the worst of what went wrong, for the table."""
        for worst in ("wrong", "hang", "further commands needed", "traceback", "last words"):
            if any(fault.startswith(worst) for fault in self.faults):
                return worst
        return "as undisturbed" if self._is_reached else "as undisturbed (ended before the kill)"
