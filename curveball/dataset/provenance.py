"""Where a result comes from: the versions of the packages that made it."""

from functools import cache
from importlib.metadata import version


@cache
def versions(*packages: str) -> dict[str, str]:
    """Return the installed versions of packages, by name."""
    return {package: version(package) for package in packages}
