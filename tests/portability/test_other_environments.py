"""Other Pythons, libraries and CPUs give the golden fingerprint: `make test-portability` downloads and tries them."""

import json
from pathlib import Path

import pytest

from tests.support.other_pythons import InstallError, Python, UnavailableError, python, requirements

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "golden" / "fingerprint.txt"
OLDEST = ("3.11", "oldest")
WHOLE_RUNS = [OLDEST, *((version, "newest") for version in ("3.11", "3.12", "3.13", "3.14", "3.15"))]
EMULATED = [OLDEST, ("3.14", "newest")]
UNIT_TESTS = [
    *(f"tests/unit/{name}" for name in ("numerics", "motions", "generation", "config")),
    "tests/unit/dataset/test_merging.py",
]
TINY = {"samples_per_class": 42}
"""Settings of tests/support/tiny_dataset.py, of which the golden fingerprint is."""
PRINT_VERSIONS = """
import importlib.metadata, json, platform
names = ("numpy", "pyarrow", "msgspec", "xxhash", "snakemake")
versions = {name: next((d.version for d in importlib.metadata.distributions(name=name)), "") for name in names}
versions |= {"cpu": platform.machine(), "python": platform.python_version(), "libc": " ".join(platform.libc_ver())}
print(json.dumps(versions))
"""
MAKE_DATASET = """
from pathlib import Path
from tests.support.made_dataset import make_dataset
make_dataset({settings!r}, Path("results"))
"""

pytestmark = pytest.mark.portability


def made(version: str, libraries: str, *cpu: str, extras: tuple[str, ...] = (), others: tuple[str, ...] = ()) -> Python:
    """Return a Python with the oldest or newest libraries that pyproject.toml allows, or skip the test."""
    is_oldest = libraries == "oldest"
    try:
        environment = python(version, libraries, *cpu)
        environment.install([*requirements(*extras, oldest=is_oldest), *others])
    except UnavailableError as reason:
        pytest.skip(str(reason))
    except InstallError as reason:
        if is_oldest:
            pytest.fail(f"The lower bounds in pyproject.toml do not fit together: {reason}")
        pytest.skip(str(reason))
    return environment


@pytest.fixture
def environment(request, record_property) -> Python:
    """A Python with libraries; what it has is recorded for the table."""
    extras = () if "aarch64" in request.param else ("pipeline",)
    environment = made(*request.param, extras=extras)
    for name, value in json.loads(environment.run("-c", PRINT_VERSIONS, folder=ROOT)).items():
        record_property(name, value)
    return environment


def compared_fingerprint(folder: Path) -> str:
    """Return "golden", or the fingerprint of the dataset if it is another one."""
    found = json.loads((folder / "results/dataset/manifest.json").read_text())["fingerprint"]
    return "golden" if found == GOLDEN.read_text().strip() else found


@pytest.mark.parametrize("environment", WHOLE_RUNS, indirect=True, ids="-".join)
def test_a_whole_run_gives_the_golden_fingerprint(environment, tmp_path, record_property):
    settings = [f"{key}={value}" for key, value in TINY.items()]
    workflow = ["--snakefile", str(ROOT / "Snakefile"), "--directory", str(tmp_path), "--cores", "2"]
    environment.run("-m", "snakemake", *workflow, "--config", *settings, folder=tmp_path)

    record_property("fingerprint", found := compared_fingerprint(tmp_path))
    assert found == "golden"
    assert (tmp_path / "results/report.html").exists()


@pytest.mark.parametrize("environment", [(*case, "aarch64") for case in EMULATED], indirect=True, ids="-".join)
def test_generating_and_merging_on_arm_give_the_golden_fingerprint(environment, tmp_path, record_property):
    environment.run("-c", MAKE_DATASET.format(settings=TINY), folder=tmp_path)

    record_property("fingerprint", found := compared_fingerprint(tmp_path))
    assert found == "golden"


def test_the_oldest_libraries_pass_the_unit_tests_of_generation_and_merge():
    environment = made(*OLDEST, extras=("pipeline",), others=("pytest", "hypothesis", "psutil"))
    environment.run("-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "ignore", *UNIT_TESTS, folder=ROOT)
