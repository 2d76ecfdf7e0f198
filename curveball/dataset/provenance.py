"""Where a result comes from: the versions of the packages that made it."""

from functools import cache
from importlib.metadata import version


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
    return version(package)
