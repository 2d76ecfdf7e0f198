"""The table that ends a run of `make faults`: how many faults of each class were injected, and how they ended."""

from collections import Counter

import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the classes of faults that tests recorded with `record_property("class", …)` and `("end", …)`."""
    table: Counter[tuple[str, str]] = Counter()
    for outcome in ("passed", "failed"):
        for report in terminalreporter.stats.get(outcome, []):
            properties = dict(report.user_properties)
            if report.when == "call" and "class" in properties:
                end = properties.get("end", "") if outcome == "passed" else "FAILED"
                table[properties["class"], end] += 1
    if table:
        terminalreporter.section("injected faults")
        for (kind, end), count in sorted(table.items()):
            terminalreporter.line(f"{count:6}  {kind:60} {end}")
        terminalreporter.line(f"{table.total():6}  in all")
