"""A copy of the project to work in: real files, the real Snakemake."""

import atexit
import multiprocessing
import os
import re
import shutil
import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
PARTS = ("Snakefile", "config", "curveball", "envs", "profiles", "workflow", "pyproject.toml")
# Two shards per class, of five videos and of three.
TINY = ("samples_per_class=8", "samples_per_shard=5", "rows_per_file=10", "height=24", "width=32", "frames=6")


# Snakemake takes a second to import; children forked from a process that has done so start at once.
_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["loaded_once"])
os.environ["PYTHONPATH"] = str(Path(__file__).parent)  # where that process finds it


class Run(NamedTuple):
    """A call of Snakemake that has ended."""

    returncode: int
    screen: str


class Project:
    """A folder with a copy of the project, and Snakemake in it."""

    def __init__(self, folder: Path, config: tuple[str, ...] = TINY):
        self.folder = folder
        self.config = config

    @classmethod
    def copy_of_the_repository(cls, folder: Path) -> "Project":
        folder.mkdir(parents=True)
        for part in PARTS:
            source = ROOT / part
            if source.is_dir():
                shutil.copytree(source, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy2(source, folder / part)
        return cls(folder)

    def copy(self, folder: Path) -> "Project":
        """Return a copy with all results and what Snakemake knows of them; time stamps are kept."""
        shutil.copytree(self.folder, folder)
        return Project(folder, self.config)

    def snakemake(
        self, *arguments: str, config: tuple[str, ...] = (), cores: int = 2, folder: Path | None = None
    ) -> Run:
        """Run Snakemake with the tiny configuration, as a user does: with no flag but the number of cores.

        Args:
            arguments: Further arguments.
            config: Settings on top of the tiny configuration, as key=value.
            cores: Number of cores.
            folder: Where Snakemake is started; by default, in the folder of the project.
        """
        settings = dict(setting.split("=", 1) for setting in self.config + config)
        command = ["snakemake", "--cores", str(cores), *arguments]
        command += ["--config", *(f"{key}={value}" for key, value in settings.items())]
        screen = self.folder.with_name("screen.txt")
        process = _FORKS.Process(target=_run_snakemake, args=(command, folder or self.folder, screen))
        process.start()
        process.join(120)
        return Run(process.exitcode, screen.read_text(encoding="utf-8"))

    def make(self, *arguments: str, config: tuple[str, ...] = (), cores: int = 2, folder: Path | None = None) -> str:
        """Run Snakemake, expect that it succeeds, and return what the screen shows."""
        run = self.snakemake(*arguments, config=config, cores=cores, folder=folder)
        assert run.returncode == 0, run.screen
        return run.screen

    def stale(self, *config: str, cores: int = 2) -> dict[str, int]:
        """Return how many jobs of each rule would run now, without `all`."""
        return self.stale_with(config=config, cores=cores)

    def stale_with(
        self, *arguments: str, config: tuple[str, ...] = (), cores: int = 2, folder: Path | None = None
    ) -> dict[str, int]:
        """Return the same for a call with more arguments, or from another folder."""
        screen = self.make("--dry-run", *arguments, config=config, cores=cores, folder=folder)
        counts = re.findall(r"^(\w+) +(\d+)$", screen.partition("Job stats:")[2], re.M)
        return {rule: int(count) for rule, count in counts if rule != "total"}

    def edit(self, name: str, old: str, new: str) -> None:
        """Replace a text in a file, where it must occur."""
        path = self.folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {name}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    @property
    def log(self) -> str:
        """What Snakemake itself wrote about its last run."""
        return max(self.folder.glob(".snakemake/log/*.log")).read_text(encoding="utf-8")

    def path(self, name: str) -> Path:
        return self.folder / name


def _run_snakemake(command: list[str], folder: Path, screen: Path) -> None:
    """Be `snakemake …` in a folder, with what it prints in a file."""
    descriptor = os.open(screen, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)
    os.chdir(folder)
    os.environ.pop("CURVEBALL_RUN", None)
    os.environ.pop("PYTHONPATH")
    sys.argv = command
    from snakemake.cli import main

    try:
        main()
    finally:
        sys.stdout.flush()
        atexit._run_exitfuncs()
        sys.stderr.flush()
