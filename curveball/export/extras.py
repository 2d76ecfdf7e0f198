"""Libraries that only some formats need, and that `pip install curveball` alone does not install."""

from importlib import import_module
from typing import Any

from curveball.config.errors import CurveballError


class MissingLibraryError(CurveballError):
    """A library is not installed. The message tells how to install it."""


def load(module: str, extra: str, purpose: str) -> Any:
    """Return a module.

    Args:
        module: Its name.
        extra: The extra of this package that installs it.
        purpose: What needs it, as the subject of a sentence.

    Raises:
        MissingLibraryError: It is not installed.
    """
    try:
        return import_module(module)
    except ImportError:
        raise MissingLibraryError(
            f"{purpose} needs the package {module}, which is not installed: pip install 'curveball[{extra}]'"
        ) from None
