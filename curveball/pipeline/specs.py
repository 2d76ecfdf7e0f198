"""What the bytes of each result depend on: settings, code and versions.

Snakemake regenerates a result when its `spec` changes. An edited file therefore counts by its content, not by its time
stamp, and every setting by its name and value. Which code a result depends on is derived from the import statements:
the script of its rule, and every module of the library that it imports, directly or through others.

Snakemake and the modules of this package that scripts use to run a job are left out: they put nothing into a result.
"""

import os
import re
import sys
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import xxhash

from curveball.config.model import Config
from curveball.dataset import layout
from curveball.dataset.parts import count_parts
from curveball.dataset.provenance import versions
from curveball.generation.identity import NOT_OF_A_DATASET
from curveball.structures import to_json

_LIBRARY = Path(__file__).parents[1]
_ROOT = _LIBRARY.parent
CITATION = _ROOT / "CITATION.cff"
"""Title, authors and license, which the description of a dataset states."""
_RUNS_JOBS = (*(f"curveball.pipeline.{name}" for name in ("job_log", "jobs", "records", "specs")), "snakemake")
_IMPORT = re.compile(r"^[ \t]*(?:from[ \t]+([\w.]+)[ \t]+import[ \t]+(\([^)]*\)|[^#\n]*)|import[ \t]+([\w.]+))", re.M)
_DISTRIBUTIONS = {"PIL": "pillow", "yaml": "pyyaml"}
"""Names of distributions that differ from the name of the package that they install."""
_NOT_OF_A_SAMPLE = {
    "samples_per_class",
    "samples_per_part",
    "samples_per_shard",
    "rows_per_file",
    "splits",
    "checks",
    "classes",
    "exports",
}
"""Settings of how many samples are generated, by which jobs and into which files, not of what a sample is."""


def shard_spec(config: Config, class_name: str, number: int) -> dict[str, Any]:
    """Return what a shard depends on, with its `class_name`, the index of its `first` sample, and its `count`."""
    shard = layout.shard_at(config, class_name, number)
    return {
        "class_name": class_name,
        "label": config.labels[class_name],
        "first": shard.first,
        "count": shard.count,
        "settings": to_json(config, *_NOT_OF_A_SAMPLE),
        "motion": to_json(config.classes[class_name]),
        **_software("generate_shard", class_name),
    }


def merge_spec(config: Config) -> dict[str, Any]:
    """Return what the dataset depends on, apart from its shards."""
    return _settings(config, *NOT_OF_A_DATASET) | _software("merge_dataset", *config.classes)


def merge_part_spec(config: Config, number: int) -> dict[str, Any]:
    """Return what the files of a part of the dataset depend on, apart from its shards, with the `part`'s number."""
    return (
        {"part": number, "parts": count_parts(config)}
        | _settings(config, *NOT_OF_A_DATASET)
        | _software("merge_part", *config.classes)
    )


def validate_part_spec(config: Config, number: int) -> dict[str, Any]:
    """Return what the validation of a part depends on, apart from its files, with the `part`'s number."""
    return {"part": number} | _settings(config) | _software("validate_part", *config.classes)


def validate_spec(config: Config) -> dict[str, Any]:
    """Return what the validation depends on, apart from the dataset."""
    return _settings(config) | _software("validate_dataset", *config.classes)


def report_spec(config: Config) -> dict[str, Any]:
    """Return what the report depends on, apart from the dataset and its validation."""
    return _settings(config, "samples_per_part", "samples_per_shard") | _software("write_report", *config.classes)


def describe_spec(config: Config) -> dict[str, Any]:
    """Return what the description of the dataset depends on, apart from the dataset and its validation.

    The git commit in it is left out: the digests of the code tell more, and every commit would make it stale.
    """
    citation = _file_digest(CITATION) if CITATION.is_file() else None
    return _settings(config) | {"citation": citation} | _software("describe_dataset", *config.classes)


def verdict_spec() -> dict[str, Any]:
    """Return what the verdict depends on, apart from the validation and the report."""
    return dict(_software("enforce_checks"))


def export_spec(format_name: str) -> dict[str, Any]:
    """Return what an export depends on, apart from the dataset."""
    return {"format": format_name} | _software("export_dataset")


def code_digests(config: Config) -> dict[str, str]:
    """Return the digest of the code behind each phase, by the name of its script."""
    scripts = ("generate_shard", "merge_dataset", "validate_dataset", "write_report")
    return {script: code_closure(script, *config.classes).digest() for script in scripts}


def phases(config: Config) -> dict[str, dict[str, Any]]:
    """Return the digest of the code and the versions of the packages behind each phase of a dataset."""
    scripts = ("generate_shard", "merge_dataset", "validate_dataset", "describe_dataset")
    return {script: _software(script, *config.classes) for script in scripts}


def _settings(config: Config, *excluded: str) -> dict[str, Any]:
    """Return all settings but those that are excluded; no result but itself depends on an export."""
    return {"settings": to_json(config, "exports", *excluded)}


@cache
def _software(script: str, *class_names: str) -> dict[str, Any]:
    """Return what all results of a script have in common: computed once, since a class can have 10,000 shards."""
    closure = code_closure(script, *class_names)
    return {"code": closure.digest(), "versions": versions(*closure.packages)}


class Closure(NamedTuple):
    """All code that the script of a rule runs."""

    files: tuple[Path, ...]
    """The script, the modules of this library, and the files beside them that are not modules, such as templates."""
    packages: tuple[str, ...]
    """Distributions of other packages that they import."""

    def digest(self) -> str:
        """Return a digest of the names and contents of the files, 32 hexadecimal digits."""
        names = [f"{path.relative_to(_ROOT).as_posix()} {_file_digest(path)}\n" for path in self.files]
        return xxhash.xxh3_128_hexdigest("".join(names).encode())


@cache
def code_closure(script: str, *class_names: str) -> Closure:
    """Return the code that a script runs for some classes.

    Args:
        script: Name of a script in workflow/scripts, without its suffix.
        class_names: Classes whose modules it loads. They are imported by name, which no import statement shows.
    """
    path = _ROOT / "workflow" / "scripts" / f"{script}.py"
    library = _find_library()
    waiting = [*_imports(path), *(f"curveball.motions.{name}" for name in class_names)]
    modules: set[str] = set()
    others: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in modules or any(_is_within(name, package) for package in _RUNS_JOBS):
            continue
        if name in library.modules:
            modules.add(name)
            waiting += [*_imports(library.modules[name]), name.rpartition(".")[0] or name]
        elif not _is_within(name, "curveball"):
            others.add(name.partition(".")[0])
    data = [file for name in modules for file in library.data.get(name, ())]
    return Closure(
        files=(path, *sorted(library.modules[name] for name in modules), *sorted(data)),
        packages=tuple(sorted(_DISTRIBUTIONS.get(name, name) for name in others - sys.stdlib_module_names)),
    )


@cache
def _imports(path: Path) -> tuple[str, ...]:
    """Return the modules that the import statements of a file name; of `from a import b`, both a and a.b.

    A regular expression takes a tenth of the time of a parser, for which every start of Snakemake would pay. A test
    compares the result with the import graph of a parser.
    """
    names = []
    for module, members, plain in _IMPORT.findall(path.read_text(encoding="utf-8")):
        names.append(module or plain)
        if _is_within(module, "curveball"):
            names += [f"{module}.{member}" for member in re.findall(r"(\w+)(?: as \w+)?", members)]
    return tuple(names)


class _Library(NamedTuple):
    modules: dict[str, Path]
    """All modules of the library by their names; a package is its `__init__.py`."""
    data: dict[str, list[Path]]
    """The files of each package that are neither modules nor type hints."""


@cache
def _find_library() -> _Library:
    modules: dict[str, Path] = {}
    data: dict[str, list[Path]] = {}
    for folder, subfolders, names in os.walk(_LIBRARY):
        subfolders[:] = [name for name in subfolders if name != "__pycache__"]
        package = ".".join(Path(folder).relative_to(_ROOT).parts)
        for path in (Path(folder, name) for name in names if not name.startswith(".")):
            if path.suffix == ".py":
                modules[f"{package}.{path.stem}".removesuffix(".__init__")] = path
            elif path.suffix not in {".pyi", ".typed"}:
                data.setdefault(package, []).append(path)
    for name in data.keys() - modules.keys():  # folders that are not packages, such as report/template
        package = name
        while package not in modules:
            package = package.rpartition(".")[0]
        data.setdefault(package, []).extend(data.pop(name))
    return _Library(modules, data)


def _is_within(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


@cache
def _file_digest(path: Path) -> str:
    return xxhash.xxh3_128_hexdigest(path.read_bytes())
