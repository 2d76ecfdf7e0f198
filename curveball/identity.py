"""What the bytes of each result depend on: settings, code and versions.

Snakemake makes a result again when its `spec` changes. So an edited file matters by its content, never by its time
stamp, and every setting by its name and value.
"""

from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import xxhash

from curveball.config import Config

# Where a sample's bytes come from, beside the file of its class. The configuration's own code is not here: what it
# yields is in the spec. A test compares this list with the modules that a shard's job loads.
SHARD_CODE = (
    "atomic.py",
    "camera.py",
    "colors.py",
    "columns.py",
    "docstrings.py",
    "encoding.py",
    "motions/motion.py",
    "motions/phrases.py",
    "portable_math.py",
    "random_streams.py",
    "rendering.py",
    "sampling.py",
    "schema.py",
    "shards.py",
)
MERGE_CODE = (
    "atomic.py",
    "encoding.py",
    "merging.py",
    "portable_math.py",
    "random_streams.py",
    "schema.py",
    "shards.py",
    "splits.py",
)
# Settings that say how much is made, by which jobs and into which files, not what a sample is.
_NOT_OF_A_SAMPLE = {"samples_per_class", "samples_per_shard", "rows_per_file", "splits", "checks", "classes"}


def shard_spec(config: Config, class_name: str, shard: int) -> dict[str, Any]:
    """Return what a shard depends on, with its `class_name`, the index of its `first` sample, and its `count`."""
    first = shard * config.samples_per_shard
    return {
        "class_name": class_name,
        "label": config.labels[class_name],
        "first": first,
        "count": min(config.samples_per_shard, config.samples_per_class - first),
        "settings": config.model_dump(mode="json", exclude=_NOT_OF_A_SAMPLE),
        "motion": config.classes[class_name].model_dump(mode="json"),
        "code": code_digest(*SHARD_CODE, f"motions/{class_name}.py"),
        "versions": versions("numpy", "pyarrow", "xxhash"),
    }


def merge_spec(config: Config) -> dict[str, Any]:
    """Return what the dataset depends on, beside its shards."""
    return {
        "settings": config.model_dump(mode="json", exclude={"checks", "samples_per_shard"}),
        "code": code_digest(*MERGE_CODE),
        "versions": versions("numpy", "pyarrow", "xxhash"),
    }


def validate_spec(config: Config) -> dict[str, Any]:
    """Return what the validation depends on, beside the dataset."""
    return {
        "settings": config.model_dump(mode="json", exclude={"samples_per_shard"}),
        "code": code_digest("checks", "probes.py"),
        "versions": versions("scikit-learn"),
    }


def report_spec(config: Config) -> dict[str, Any]:
    """Return what the report depends on, beside the dataset and its validation."""
    return {
        "settings": config.model_dump(mode="json", exclude={"samples_per_shard"}),
        "code": code_digest("report", "dataset.py"),
        "versions": versions("matplotlib", "pillow"),
    }


def verdict_spec() -> dict[str, Any]:
    """Return what the verdict depends on, beside validation and report."""
    return {"code": code_digest("verdict.py")}


@cache
def code_digest(*names: str) -> str:
    """Return a digest of the content of files, and of all files in folders, of this package."""
    package = Path(__file__).parent
    state = xxhash.xxh3_128()
    for name in names:
        path = package / name
        files = sorted(file for file in path.rglob("*") if file.is_file() and "__pycache__" not in file.parts)
        for file in files if path.is_dir() else [path]:
            state.update(f"{file.relative_to(package).as_posix()}\0".encode() + file.read_bytes() + b"\0")
    return state.hexdigest()


@cache
def versions(*packages: str) -> dict[str, str]:
    """Return the installed versions of packages."""
    return {package: version(package) for package in packages}
