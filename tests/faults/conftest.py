"""The table that ends a run of `make faults`: how many faults of each class were injected, and how they ended."""

from collections import Counter

import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests recorded with `record_property("faults", [(class, end, count), …])`."""
    table: Counter[tuple[str, str]] = Counter()
    for outcome in ("passed", "failed"):
        for report in terminalreporter.stats.get(outcome, []):
            for name, faults in report.user_properties:
                if name == "faults":
                    table.update({(kind, f"{end}{' FAILED' * report.failed}"): n for kind, end, n in faults})
    if table:
        terminalreporter.section("injected faults")
        for (kind, end), count in sorted(table.items()):
            terminalreporter.line(f"{count:6}  {kind:50} {end}")
        terminalreporter.line(f"{table.total():6}  in all")
