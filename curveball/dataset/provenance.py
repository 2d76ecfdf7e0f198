"""Where a result comes from: the versions of the packages that made it, and digests of files."""

import hashlib
import re
from functools import cache
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

import xxhash

_OTHER_BUILDS = {"xgboost": "xgboost-cpu"}
"""Distributions that have the same package, built without what only a graphics card needs."""


def versions(*packages: str) -> dict[str, str]:
    """Return the installed versions of packages by their names.

    Args:
        packages: Names of distributions, such as "pyarrow".

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
    found = _distribution(package)
    header = re.search(r"^Version: (.+)$", found.read_text("METADATA") or "", re.M)
    return header[1] if header else found.version


def _distribution(package: str) -> Distribution:
    try:
        return distribution(package)
    except PackageNotFoundError:
        if package not in _OTHER_BUILDS:
            raise
        return distribution(_OTHER_BUILDS[package])


def file_digest(path: Path) -> str:
    """Return the xxh3_128 digest of a file's bytes, 32 hexadecimal digits."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, xxhash.xxh3_128).hexdigest()
