"""A table of what ran, as docs/explanation/equal-bits.md shows it. If nothing could run, the command fails."""

COLUMNS = ("cpu", "python", "libc", "numpy", "pyarrow", "msgspec", "xxhash", "snakemake", "fingerprint")


ROWS = []


def pytest_runtest_logreport(report):
    if report.when == "call" and "fingerprint" in (row := dict(report.user_properties)):
        ROWS.append(row)


def pytest_sessionfinish(session, exitstatus):
    if session.config.option.markexpr == "portability" and exitstatus == 0 and not ROWS:
        session.exitstatus = 1


def pytest_terminal_summary(terminalreporter):
    if ROWS:
        terminalreporter.section("what ran")
        lines = [COLUMNS, ["---"] * len(COLUMNS), *([row.get(column, "") for column in COLUMNS] for row in ROWS)]
        for line in lines:
            terminalreporter.write_line(f"| {' | '.join(line)} |")
