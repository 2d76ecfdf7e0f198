"""The table that ends a run of `make faults`: what was injected, and how it ended."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

TALLY = "faults"
"""Name of the property of a test's report that carries its faults from pytest's workers to the one that prints."""


class Tally:
    """Faults by kind: how many ended in which way, and the time that their tests took."""

    def __init__(self) -> None:
        self.ends: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.seconds: Counter[str] = Counter()

    def __bool__(self) -> bool:
        return bool(self.ends)

    def add(self, properties: Iterable[tuple[str, Any]], seconds: float, failed: str | None) -> None:
        """Add what a test noted, and share its time among its faults; if it failed before it noted any, its name."""
        noted = [value for name, value in properties if name == TALLY]
        if failed and not noted:
            noted = [(failed, "test failed", 1)]
        for kind, outcome, count in noted:
            self.ends[kind][outcome] += count
            self.seconds[kind] += seconds * count / sum(count for _, _, count in noted)


def table_of(tally: Tally) -> Iterator[str]:
    """Yield the lines of the table."""
    width = max(map(len, tally.ends))
    yield f"{'kind of fault':{width}}  {'tried':>6}  {'time':>7}  how they ended"
    for kind, ends in sorted(tally.ends.items()):
        yield _line(kind, width, ends, tally.seconds[kind])
    yield _line("in all", width, sum(tally.ends.values(), Counter()), tally.seconds.total())


def _line(kind: str, width: int, ends: Counter[str], seconds: float) -> str:
    listed = ", ".join(f"{outcome} {count:,}" for outcome, count in ends.most_common())
    return f"{kind:{width}}  {ends.total():6,}  {seconds:5.0f} s  {listed}"
