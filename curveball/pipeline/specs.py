"""What the bytes of each result depend on: settings, code and versions.

Snakemake regenerates a result when its `spec` changes. So an edited file matters by its content, never by its time
stamp, and every setting by its name and value. Which code a result depends on is derived: all modules of this package
that its rule's script imports, directly or through others, except those of this room, which run jobs and put nothing
into a result.
"""

import re
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import xxhash

from curveball.config.model import Config
from curveball.dataset import layout
from curveball.dataset.provenance import versions

_PACKAGE = Path(__file__).parents[1]
_SCRIPTS = _PACKAGE.parent / "workflow" / "scripts"
_THIS_ROOM = "curveball.pipeline"
_IMPORT = re.compile(r"^[ \t]*(?:from[ \t]+([\w.]+)[ \t]+import[ \t]+(\([^)]*\)|[^#\n]*)|import[ \t]+([\w.]+))", re.M)
_DISTRIBUTIONS = {"PIL": "pillow", "sklearn": "scikit-learn", "yaml": "pyyaml"}
"""Distributions that are called otherwise than the package to import."""
# Settings that say how much is made, by which jobs and into which files, not what a sample is.
_NOT_OF_A_SAMPLE = {"samples_per_class", "samples_per_shard", "rows_per_file", "splits", "checks", "classes"}


def shard_spec(config: Config, class_name: str, number: int) -> dict[str, Any]:
    """Return what a shard depends on, with its `class_name`, the index of its `first` sample, and its `count`."""
    shard = layout.shard_at(config, class_name, number)
    return {
        "class_name": class_name,
        "label": config.labels[class_name],
        "first": shard.first,
        "count": shard.count,
        "settings": config.model_dump(mode="json", exclude=_NOT_OF_A_SAMPLE),
        "motion": config.classes[class_name].model_dump(mode="json"),
        **_software("generate_shard", [class_name]),
    }


def merge_spec(config: Config) -> dict[str, Any]:
    """Return what the dataset depends on, apart from its shards."""
    return {
        "settings": config.model_dump(mode="json", exclude={"checks", "samples_per_shard"}),
        **_software("merge_dataset", config.classes),
    }


def validate_spec(config: Config) -> dict[str, Any]:
    """Return what the validation depends on, apart from the dataset."""
    return {
        "settings": config.model_dump(mode="json", exclude={"samples_per_shard"}),
        **_software("validate_dataset", config.classes),
    }


def report_spec(config: Config) -> dict[str, Any]:
    """Return what the report depends on, apart from the dataset and its validation."""
    return {
        "settings": config.model_dump(mode="json", exclude={"samples_per_shard"}),
        **_software("write_report", config.classes),
    }


def verdict_spec() -> dict[str, Any]:
    """Return what the verdict depends on, apart from validation and report."""
    return _software("enforce_checks", ())


def code_digests(config: Config) -> dict[str, str]:
    """Return the digest of the code behind each phase, by the name of its script."""
    scripts = ("generate_shard", "merge_dataset", "validate_dataset", "write_report")
    return {script: _software(script, config.classes)["code"] for script in scripts}


def _software(script: str, class_names: Iterable[str]) -> dict[str, Any]:
    """Return a digest of the code that a rule's script runs for some classes, and the versions of what it imports."""
    closure = code_closure(script, *class_names)
    return {"code": _digest(closure.files), "versions": versions(*closure.packages)}


class Closure(NamedTuple):
    """All code that a rule's script runs."""

    files: tuple[Path, ...]
    """The script, the modules of this package, and the files beside them that are no modules, such as templates."""
    packages: tuple[str, ...]
    """Distributions of other packages."""


@cache
def code_closure(script: str, *class_names: str) -> Closure:
    """Return the code that a script in workflow/scripts runs for some classes.

    Modules of motions are imported by the names of their classes, which no import statement shows.
    """
    path = _SCRIPTS / f"{script}.py"
    found: dict[str, Path] = {}
    foreign: set[str] = set()
    waiting = [f"curveball.motions.{name}" for name in class_names]
    for name in _imports(path):
        (waiting if not _in_room(name, _THIS_ROOM) else []).append(name)
    while waiting:
        name = waiting.pop()
        if not _in_room(name, "curveball"):
            foreign.add(name.partition(".")[0])
        elif name not in found and (module := _module_path(name)):
            found[name] = module
            waiting += [*_imports(module), name.rpartition(".")[0] or name]
    data = [file for module in found.values() if module.name == "__init__.py" for file in _data_files(module.parent)]
    packages = foreign - sys.stdlib_module_names
    return Closure(
        (path, *sorted(found.values()), *sorted(data)),
        tuple(sorted(_DISTRIBUTIONS.get(package, package) for package in packages)),
    )


@cache
def _imports(path: Path) -> tuple[str, ...]:
    """Return the modules that the import statements of a file name, wherever they stand; of `from a import b`, both.

    A regular expression takes a tenth of the time of a parser. A test compares it with a real import graph.
    """
    names = []
    for module, members, plain in _IMPORT.findall(path.read_text(encoding="utf-8")):
        names.append(module or plain)
        names += [
            f"{module}.{member}"
            for member in re.findall(r"(\w+)(?: as \w+)?", members)
            if _in_room(module, "curveball")
        ]
    return tuple(names)


@cache
def _module_path(name: str) -> Path | None:
    """Return the file of a module of this package; None if the name is that of something within a module."""
    path = _PACKAGE.parent.joinpath(*name.split("."))
    for file in (path / "__init__.py", path.with_suffix(".py")):
        if file.is_file():
            return file
    return None


def _data_files(folder: Path) -> Iterator[Path]:
    """Yield the files of a package that are not modules or hints for tools."""
    for path in folder.iterdir():
        if path.is_dir() and path.name != "__pycache__" and not (path / "__init__.py").exists():
            yield from (file for file in path.rglob("*") if file.is_file())
        elif path.is_file() and path.suffix not in {".py", ".pyi", ".typed"}:
            yield path


def _in_room(name: str, room: str) -> bool:
    return name == room or name.startswith(f"{room}.")


@cache
def _digest(files: tuple[Path, ...]) -> str:
    """Return a digest of the names and contents of files."""
    state = xxhash.xxh3_128()
    for path in files:
        state.update(f"{path.relative_to(_PACKAGE.parent).as_posix()}\0".encode() + path.read_bytes() + b"\0")
    return state.hexdigest()
