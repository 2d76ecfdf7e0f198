"""Where a result comes from: what it depends on, the versions of the packages that made it, and digests of files."""

import hashlib
import json
import re
from collections.abc import Mapping
from functools import cache
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import xxhash

_NOT_OF_A_DATASET = {"checks", "samples_per_shard"}


def identity(spec: Mapping[str, Any]) -> str:
    """Return the identity of a result: a digest of all that it depends on, 32 hexadecimal digits.

    Args:
        spec: What the result depends on, as JSON has it.
    """
    return xxhash.xxh3_128_hexdigest(json.dumps(spec, sort_keys=True).encode())


def dataset_identity(settings: Mapping[str, Any]) -> str:
    """Return the identity of a dataset: a digest of all settings that its samples and files depend on.

    Args:
        settings: The complete configuration, as JSON has it.
    """
    return identity({key: value for key, value in settings.items() if key not in _NOT_OF_A_DATASET})


def versions(*packages: str) -> dict[str, str]:
    """Return the installed versions of packages by their names.

    Args:
        packages: Names of distributions, such as "scikit-learn".

    Raises:
        importlib.metadata.PackageNotFoundError: One of them is not installed.
    """
    return {package: _version(package) for package in packages}


@cache
def _version(package: str) -> str:
    """Return the version of one package.

    `importlib.metadata.version` parses the whole description of a package as an email, which takes a millisecond;
    Snakemake asks for a dozen versions whenever it starts.
    """
    found = distribution(package)
    header = re.search(r"^Version: (.+)$", found.read_text("METADATA") or "", re.M)
    return header[1] if header else found.version


def file_digest(path: Path) -> str:
    """Return the xxh3_128 digest of a file's bytes, 32 hexadecimal digits."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, xxhash.xxh3_128).hexdigest()
