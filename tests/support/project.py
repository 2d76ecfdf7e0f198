"""A copy of the project to work in: real files, the real Snakemake."""

import atexit
import multiprocessing
import os
import re
import resource
import select
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import NamedTuple

import psutil

ROOT = Path(__file__).parents[2]
PARTS = ("CITATION.cff", "Snakefile", "config", "curveball", "envs", "profiles", "workflow", "pyproject.toml")
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


class Running:
    """A call of Snakemake that has not ended, in a session of its own, as each terminal has one."""

    def __init__(self, command: list[str], folder: Path, screen: Path, on_terminal: bool = False):
        self._terminal = _Terminal(screen) if on_terminal else None
        name = self._terminal.name if self._terminal else None
        self._screen = screen
        self._process = _FORKS.Process(target=_run_snakemake, args=(command, folder, screen, True, name))
        self._process.start()
        self.pid = self._process.pid or 0
        while self.is_alive and os.getpgid(self.pid) != self.pid:  # until then, signals to its group reach nobody
            time.sleep(0.001)

    @property
    def is_alive(self) -> bool:
        return self._process.is_alive()

    def jobs(self) -> list[psutil.Process]:
        """Return the Python processes that Snakemake started: scripts and their workers."""
        try:
            children = psutil.Process(self.pid).children(recursive=True)
            return [child for child in children if "python" in child.name()]
        except psutil.NoSuchProcess:
            return []

    def close_terminal(self) -> None:
        """Close the terminal: the kernel sends SIGHUP to all that run on it, and what they print is an error."""
        assert self._terminal is not None
        self._terminal.close()

    def wait(self, timeout_s: float) -> Run | None:
        """Return how the call ended; None if it did not within this time."""
        self._process.join(timeout_s)
        if self._process.is_alive():
            return None
        if self._terminal:
            self._terminal.close()
        return Run(self._process.exitcode, self._screen.read_text(encoding="utf-8", errors="replace"))


class _Terminal(threading.Thread):
    """A terminal that writes what it shows into a file."""

    def __init__(self, screen: Path):
        super().__init__(daemon=True)
        self._descriptor, self._slave = os.openpty()
        self.name = os.ttyname(self._slave)
        self._screen, self._over = screen, threading.Event()
        screen.write_bytes(b"")
        self.start()

    def run(self) -> None:
        with self._screen.open("ab") as file:
            while not self._over.is_set():
                if select.select([self._descriptor], [], [], 0.02)[0]:
                    file.write(os.read(self._descriptor, 1 << 16))
                    file.flush()
        for descriptor in (self._slave, self._descriptor):  # not while another thread reads from it
            os.close(descriptor)

    def close(self) -> None:
        self._over.set()
        self.join()


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
        """Return a copy with all results and what Snakemake knows of them; time stamps and hard links are kept."""
        subprocess.run(["cp", "-a", self.folder, folder], check=True)
        return Project(folder, self.config)

    def snakemake(
        self,
        *arguments: str,
        config: tuple[str, ...] = (),
        cores: int | None = 2,
        folder: Path | None = None,
        max_file_bytes: int | None = None,
    ) -> Run:
        """Run Snakemake with the tiny configuration, as a user does: with no flag but the number of cores.

        Args:
            arguments: Further arguments.
            config: Settings on top of the tiny configuration, as key=value.
            cores: Number of cores; None leaves it out, as the documentation does where it does not matter.
            folder: Where Snakemake is started; by default, in the folder of the project.
            max_file_bytes: Size of the largest file that it may write, as a disk that is nearly full allows.
        """
        place = (self._command(arguments, config, cores), folder or self.folder, self.screen)
        process = _FORKS.Process(target=_run_snakemake, args=(*place, False, None, max_file_bytes))
        process.start()
        process.join(120)
        if process.exitcode is None:
            process.kill()
        return Run(process.exitcode, self.screen.read_text(encoding="utf-8"))

    def start(
        self, *arguments: str, config: tuple[str, ...] = (), cores: int | None = 2, on_terminal: bool = False
    ) -> Running:
        """Start Snakemake in the same way, and leave it at work."""
        self.screen.unlink(missing_ok=True)
        return Running(self._command(arguments, config, cores), self.folder, self.screen, on_terminal)

    def make(
        self, *arguments: str, config: tuple[str, ...] = (), cores: int | None = 2, folder: Path | None = None
    ) -> str:
        """Run Snakemake, expect that it succeeds, and return what the screen shows."""
        run = self.snakemake(*arguments, config=config, cores=cores, folder=folder)
        assert run.returncode == 0, run.screen
        return run.screen

    def stale(self, *config: str, cores: int = 2) -> dict[str, int]:
        """Return how many jobs of each rule would run now, without `all`."""
        return self.stale_with(config=config, cores=cores)

    def stale_with(
        self, *arguments: str, config: tuple[str, ...] = (), cores: int | None = 2, folder: Path | None = None
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

    def _command(self, arguments: tuple[str, ...], config: tuple[str, ...], cores: int | None) -> list[str]:
        settings = dict(setting.split("=", 1) for setting in self.config + config)
        command = ["snakemake", *(["--cores", str(cores)] if cores else []), *arguments]
        return [*command, "--config", *(f"{key}={value}" for key, value in settings.items())]

    @property
    def screen(self) -> Path:
        """What the last call has printed."""
        return self.folder.with_name("screen.txt")

    @property
    def log(self) -> str:
        """What Snakemake itself wrote about its last run."""
        return max(self.folder.glob(".snakemake/log/*.log")).read_text(encoding="utf-8")

    def path(self, name: str) -> Path:
        return self.folder / name

    def state(self) -> dict[Path, int]:
        """Return all files but Snakemake's own, logs and bytecode, with the time at which each was last changed."""
        found: dict[Path, int] = {}
        for folder, folders, names in os.walk(self.folder):
            folders[:] = [name for name in folders if name not in (".snakemake", "logs", "__pycache__")]
            found |= {path: path.stat().st_mtime_ns for path in (Path(folder, name) for name in names)}
        return found


def _run_snakemake(
    command: list[str],
    folder: Path,
    screen: Path,
    has_session: bool = False,
    terminal: str | None = None,
    max_file_bytes: int | None = None,
) -> None:
    """Be `snakemake …` in a folder, with what it prints in a file or on a terminal."""
    if has_session:
        os.setsid()
    if max_file_bytes is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (max_file_bytes, resource.RLIM_INFINITY))
    descriptor = os.open(terminal, os.O_RDWR) if terminal else os.open(screen, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    if terminal:
        os.dup2(descriptor, 0)
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
