"""A table of what ran, in Markdown, as docs/explanation/equal-bits.md shows it."""

COLUMNS = ("cpu", "python", "libc", "numpy", "pyarrow", "pydantic", "xxhash", "snakemake", "fingerprint")


def pytest_terminal_summary(terminalreporter):
    reports = [report for outcome in ("passed", "failed") for report in terminalreporter.stats.get(outcome, [])]
    rows = [dict(report.user_properties) for report in reports if report.user_properties]
    if rows:
        terminalreporter.section("what ran")
        lines = [COLUMNS, ["---"] * len(COLUMNS), *([row.get(column, "") for column in COLUMNS] for row in rows)]
        for line in lines:
            terminalreporter.write_line(f"| {' | '.join(line)} |")
