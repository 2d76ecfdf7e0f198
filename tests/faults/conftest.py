"""Where faults are drawn from, what they are injected into, and the table that ends a run of `make faults`."""

from collections.abc import Callable

import pytest

from tests.support.fault_table import TALLY, Tally, table_of
from tests.support.full_disks import draw_lacks
from tests.support.kept_cases import KEPT, Case
from tests.support.kills import draw_kills
from tests.support.once import make_once
from tests.support.workbench import Workbench

DAMAGES_AT_ONCE = 5


@pytest.fixture
def tally(request: pytest.FixtureRequest) -> Callable[..., None]:
    """Call `tally(kind, outcome, count=1)` for each injected fault: the table at the end counts them."""

    def note(kind: str, outcome: str, count: int = 1) -> None:
        request.node.user_properties.append((TALLY, (kind, outcome, count)))

    return note


@pytest.fixture(scope="session")
def faults_seed(request: pytest.FixtureRequest) -> int:
    """The seed of all random faults: --faults-seed or FAULTS_SEED."""
    return request.config.getoption("--faults-seed")


@pytest.fixture(scope="session")
def workbench(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Workbench:
    return Workbench(make_once(tmp_path_factory, worker_id, "workbench", Workbench.make))


@pytest.fixture
def case(request: pytest.FixtureRequest, tmp_path, faults_seed: int) -> Case:
    """What is kept if the test fails."""
    return Case(request.node.nodeid, faults_seed, tmp_path)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Draw the faults that tests take as arguments."""
    seed, count = metafunc.config.getoption("--faults-seed"), metafunc.config.getoption("--faults-count")
    if "kill" in metafunc.fixturenames:
        metafunc.parametrize("kill", draw_kills(seed, count or 220), ids=str)
    if "lack" in metafunc.fixturenames:
        metafunc.parametrize("lack", draw_lacks(seed, count or 24), ids=str)
    if "damage_group" in metafunc.fixturenames:
        starts = range(0, count or 520, DAMAGES_AT_ONCE)
        metafunc.parametrize("damage_group", [range(start, start + DAMAGES_AT_ONCE) for start in starts], ids=str)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print how many faults of each kind were injected, and how they ended."""
    faults = Tally()
    for report in (*terminalreporter.stats.get("passed", []), *terminalreporter.stats.get("failed", [])):
        name = report.nodeid.rpartition("::")[2].partition("[")[0]
        faults.add(report.user_properties, report.duration, name if report.failed else None)
    if faults:
        terminalreporter.section(f"injected faults, seed {config.getoption('--faults-seed')}")
        for line in table_of(faults):
            terminalreporter.line(line)
        if KEPT.exists():
            terminalreporter.line(f"Failing cases are kept in {KEPT}")
