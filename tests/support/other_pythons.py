"""Pythons of other versions and for another CPU, each with packages of its own, in a folder that git ignores."""

import functools
import os
import platform
import re
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".portability"
SUITES = {"3.11": "bookworm", "3.13": "trixie", "3.14": "forky", "3.15": "forky"}
"""Debian's releases that have these versions of Python."""
DEBIAN_CPUS = {"x86_64": "amd64", "aarch64": "arm64"}
LOADERS = {"x86_64": "lib64/ld-linux-x86-64.so.2", "aarch64": "lib/ld-linux-aarch64.so.1"}


class UnavailableError(Exception):
    """This machine cannot get a Python."""


class InstallError(Exception):
    """pip finds no packages that meet the requirements."""


@dataclass(frozen=True)
class Python:
    """A Python and the folder of its packages."""

    path: Path
    version: str
    cpu: str
    packages: Path

    def install(self, requirements: list[str]) -> None:
        """Install packages in place of those that are there. Some are built from source: they have no wheels."""
        shutil.rmtree(self.packages, ignore_errors=True)
        wanted = ["--quiet", "--root-user-action", "ignore", "--target", str(self.packages), *requirements]
        if self.cpu == platform.machine():
            command = [self.path, "-m", "pip", "install", "--prefer-binary", *wanted]
        else:  # To emulate pip would take minutes. This pip would compare its own Python with what packages require.
            platforms = [f"--platform=manylinux{name}_{self.cpu}" for name in ("2014", "_2_17", "_2_28")]
            other = [*platforms, "--python-version", self.version, "--ignore-requires-python"]
            command = [sys.executable, "-m", "pip", "install", "--only-binary", ":all:", *other, *wanted]
        headers = {"CPATH": f"{self.path.parent}/root/usr/include", "PYTHONPATH": str(_newest_pip())}
        run = subprocess.run(command, env=_environment() | headers, capture_output=True, text=True, check=False)
        if run.returncode:
            errors = [line for line in run.stderr.splitlines() if line.startswith("ERROR")]
            raise InstallError(" ".join(errors) or run.stderr)

    def run(self, *arguments: str, folder: Path) -> str:
        """Run Python with these packages and the code of this repository, and return what it prints on the screen."""
        environment = _environment() | {"PYTHONPATH": f"{ROOT}{os.pathsep}{self.packages}", "PYTHONWARNINGS": "ignore"}
        run = subprocess.run(
            [self.path, *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False
        )
        assert run.returncode == 0, run.stdout + run.stderr
        return run.stdout.strip()


def python(version: str, libraries: str, cpu: str = platform.machine()) -> Python:
    """Return a Python with a folder for its packages.

    Args:
        version: For example, 3.14.
        libraries: Name for the packages, for example oldest.
        cpu: x86_64 or aarch64; another one than this machine's is emulated.

    Raises:
        UnavailableError: There is no such Python.
    """
    path = _on_path(version) if cpu == platform.machine() else None
    packages = FOLDER / "packages" / f"{cpu}-{version}-{libraries}"
    return Python(path or _debians(version, cpu), version, cpu, packages)


def requirements(*extras: str, oldest: bool) -> list[str]:
    """Return what pyproject.toml requires, in the oldest version that it allows or the newest one that pip finds."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    groups = [project["dependencies"], *(project["optional-dependencies"][extra] for extra in extras)]
    needed = [requirement for group in groups for requirement in group]
    return [re.sub(r">=([\d.]+)(,.*)?", r"==\1", requirement) for requirement in needed] if oldest else needed


def _environment() -> dict[str, str]:
    """Return this process's environment, without what would lead another Python to this one's modules."""
    return {
        name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")
    }


def _on_path(version: str) -> Path | None:
    """Return the Python of a version on the PATH. A shim of pyenv may be there without it."""
    command = shutil.which(f"python{version}")
    if command is None:
        return None
    run = subprocess.run(
        [command, "-c", "import sys; print(sys._base_executable)"], capture_output=True, text=True, check=False
    )
    return Path(run.stdout.strip()) if run.returncode == 0 else None


@functools.cache
def _newest_pip() -> Path:
    """Return a folder with the newest pip. The one of an older Python does not work in a newer one."""
    folder = FOLDER / "pip"
    if not folder.exists():
        command = [sys.executable, "-m", "pip", "--quiet", "install", "--target", folder, "pip"]
        run = subprocess.run(command, env=_environment(), capture_output=True, text=True, check=False)
        if run.returncode:
            raise UnavailableError(f"pip cannot download pip: {run.stderr.strip()}")
    return folder


@functools.cache
def _debians(version: str, cpu: str) -> Path:
    """Unpack Debian's Python, with its C library, and return a command that runs it. Nothing is installed."""
    for tool in ("apt-get", "dpkg-deb"):
        if shutil.which(tool) is None:
            raise UnavailableError(f"no python{version} on the PATH, and no {tool} to get it from Debian")
    if version not in SUITES or cpu not in DEBIAN_CPUS:
        raise UnavailableError(f"no python{version} on the PATH, and Debian has none for {cpu}")
    emulator = "" if cpu == platform.machine() else _emulator(cpu)
    folder = FOLDER / f"debian-{SUITES[version]}-{cpu}-{version}"
    root, command = folder / "root", folder / f"python{version}"
    if not command.exists():
        _unpack(folder, root, version, cpu)
        binary, libraries = f"{root}/usr/bin/python{version}", f"{root}/usr/lib/{cpu}-linux-gnu"
        loaded = f'"{root}/{LOADERS[cpu]}" --argv0 "$0" --library-path "{libraries}"'
        start = f'"{emulator}" -L "{root}" -0 "$0"' if emulator else loaded
        command.write_text(f'#!/bin/sh\nPYTHONHOME="{root}/usr" exec {start} "{binary}" "$@"\n')
        command.chmod(0o755)
    return command


def _emulator(cpu: str) -> str:
    for command in (f"qemu-{cpu}", f"qemu-{cpu}-static"):
        if found := shutil.which(command):
            return found
    raise UnavailableError(f"no qemu-{cpu} on the PATH: install Debian's package qemu-user")


def _unpack(folder: Path, root: Path, version: str, cpu: str) -> None:
    """Download a Python with an apt of its own, which knows another release and CPU, and unpack it."""
    apt = folder / "apt"
    for name in ("lists/partial", "archives/partial"):
        (apt / name).mkdir(parents=True, exist_ok=True)
    (apt / "status").touch()
    (apt / "sources.list").write_text(f"deb {_mirror()} {SUITES[version]} main\n")
    architecture = DEBIAN_CPUS[cpu]
    packages = [f"python{version}", f"libpython{version}-dev", "libstdc++6"]
    (apt / "apt.conf").write_text(
        f'APT::Architecture "{architecture}"; APT::Architectures {{ "{architecture}"; }}; APT::Sandbox::User "";\n'
        f'Dir::Etc::sourcelist "{apt}/sources.list"; Dir::Etc::sourceparts "-"; Debug::NoLocking "1";\n'
        f'Dir::State "{apt}"; Dir::State::status "{apt}/status"; Dir::Cache "{apt}";\n'
    )
    for arguments in (
        ["update"],
        ["install", "--yes", "--download-only", "--no-install-recommends", *packages],
    ):
        run = subprocess.run(
            ["apt-get", "-qq", *arguments],
            env=os.environ | {"APT_CONFIG": f"{apt}/apt.conf"},
            capture_output=True,
            text=True,
            check=False,
        )
        if run.returncode:
            raise UnavailableError(f"apt-get cannot get python{version} for {cpu}: {run.stderr.strip()}")
    for name in ("bin", "lib", "lib64"):
        (root / "usr" / name).mkdir(parents=True, exist_ok=True)
        if not (root / name).is_symlink():
            (root / name).symlink_to(f"usr/{name}")
    for package in sorted((apt / "archives").glob("*.deb")):
        if "-dev_" in package.name and not package.name.startswith("libpython"):
            continue  # Headers of another C library than this machine's compiler expects.
        subprocess.run(["dpkg-deb", "--extract", package, root], check=True)


def _mirror() -> str:
    """Return the address of the mirror of Debian that this machine uses."""
    listed = ["apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages", "Label: Debian"]
    found = subprocess.run(listed, capture_output=True, text=True, check=False).stdout.split()
    if not found:
        raise UnavailableError("apt-get knows no mirror of Debian")
    return found[0]
