"""Counts the samples that an export has written and checked."""

from collections.abc import Callable


class Count:
    """Adds up samples and reports the sum."""

    def __init__(self, report: Callable[[int], None]):
        """Begin at 0.

        Args:
            report: Called with the sum after each addition.
        """
        self._report, self._done = report, 0

    def add(self, samples: int) -> None:
        """Add samples."""
        self._done += samples
        self._report(self._done)
