"""Other Pythons, libraries and CPUs give the golden fingerprint: `make test-portability` downloads and tries them."""

import json
from pathlib import Path

import pytest

from tests.support.other_pythons import Python, UnavailableError, python, requirements

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
names = ("numpy", "pyarrow", "pydantic", "xxhash", "snakemake")
versions = {name: next((d.version for d in importlib.metadata.distributions(name=name)), "") for name in names}
versions |= {"cpu": platform.machine(), "python": platform.python_version(), "libc": " ".join(platform.libc_ver())}
print(json.dumps(versions))
"""
MAKE_DATASET = """
import sys
from pathlib import Path
from tests.support.made_dataset import make_dataset
make_dataset({settings!r}, Path("results"))
"""

pytestmark = pytest.mark.portability


@pytest.fixture
def environment(request, record_property) -> Python:
    """A Python with libraries; what it has is recorded for the table."""
    version, libraries, *cpu = request.param
    extras = [] if cpu else ["pipeline"]
    try:
        made = python(version, libraries, *cpu)
        made.install(requirements(*extras, oldest=libraries == "oldest"))
    except UnavailableError as reason:
        pytest.skip(str(reason))
    for name, value in json.loads(made.run("-c", PRINT_VERSIONS, folder=ROOT)).items():
        record_property(name, value)
    return made


def fingerprint(folder: Path) -> str:
    return json.loads((folder / "results/dataset/manifest.json").read_text())["fingerprint"]


@pytest.mark.parametrize("environment", WHOLE_RUNS, indirect=True, ids="-".join)
def test_a_whole_run_gives_the_golden_fingerprint(environment, tmp_path, record_property):
    settings = [f"{key}={value}" for key, value in TINY.items()]
    workflow = ["--snakefile", str(ROOT / "Snakefile"), "--directory", str(tmp_path), "--cores", "2"]
    environment.run("-m", "snakemake", *workflow, "--config", *settings, folder=tmp_path)

    record_property("fingerprint", fingerprint(tmp_path))
    assert fingerprint(tmp_path) == GOLDEN.read_text().strip()
    assert (tmp_path / "results/report.html").exists()


@pytest.mark.parametrize("environment", [(*case, "aarch64") for case in EMULATED], indirect=True, ids="-".join)
def test_generating_and_merging_on_arm_give_the_golden_fingerprint(environment, tmp_path, record_property):
    environment.run("-c", MAKE_DATASET.format(settings=TINY), folder=tmp_path)

    record_property("fingerprint", fingerprint(tmp_path))
    assert fingerprint(tmp_path) == GOLDEN.read_text().strip()


def test_the_oldest_libraries_pass_the_unit_tests_of_generation_and_merge():
    try:
        made = python(*OLDEST[:1], "oldest-tests")
        made.install([*requirements("pipeline", oldest=True), "pytest", "hypothesis"])
    except UnavailableError as reason:
        pytest.skip(str(reason))
    made.run("-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "ignore", *UNIT_TESTS, folder=ROOT)
