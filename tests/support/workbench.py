"""Finished and half-finished tiny runs, from which injected faults start, and what undisturbed runs leave."""

from pathlib import Path

from tests.support.project import Project
from tests.support.undisturbed import Undisturbed

SEED, OTHER_SEED = "7", "8"
TINY = (
    "samples_per_class=8",
    "samples_per_shard=5",
    "rows_per_file=6",
    "height=24",
    "width=32",
    "frames=4",
    "classes={helical: null, parabolic: null}",
    "checks={center_px_median: 0.25, radius_px_median: 0.25}",
)
STAGES = {
    "nothing": None,
    "shards": "generate_circular generate_linear",
    "merged": "merge_dataset",
    "validated": "validate_dataset",
    "described": "describe_dataset",
    "reported": "write_report",
}
"""How far the run of a project has come, and the rules that it was run until."""


class Workbench:
    """Projects to copy: `stage(name)` has a run of SEED that came so far; `finished(seed)` a whole run."""

    def __init__(self, folder: Path):
        self._folder = folder
        self.undisturbed = Undisturbed({seed: self.finished(seed).path("results") for seed in (SEED, OTHER_SEED)})

    @classmethod
    def make(cls, folder: Path) -> None:
        """Make all projects in a folder."""
        project = Project.copy_of_the_repository(folder / "nothing" / "project")
        project.config = (*TINY, f"seed={OTHER_SEED}")
        other = project.copy(_made(folder / f"finished {OTHER_SEED}"))
        other.make()
        project.config = (*TINY, f"seed={SEED}")
        for name, rules in STAGES.items():
            if rules:
                project = project.copy(_made(folder / name))
                project.make("--until", *rules.split())
        project.copy(_made(folder / f"finished {SEED}")).make()

    def stage(self, name: str) -> Project:
        """Return a project whose run of SEED came so far."""
        return Project(self._folder / name / "project", (*TINY, f"seed={SEED}"))

    def finished(self, seed: str) -> Project:
        """Return a project whose run is finished."""
        return Project(self._folder / f"finished {seed}" / "project", (*TINY, f"seed={seed}"))


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder / "project"
