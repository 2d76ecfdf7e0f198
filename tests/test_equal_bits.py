"""The same bytes, however they are made. Golden: tests/golden/fingerprint.txt, equal on every machine."""

import os
import platform
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from curveball.config.loading import parse_config
from curveball.generation.encoding import combine_fingerprints, fingerprint
from curveball.generation.shards import make_samples
from tests.support.tiny_dataset import tiny

ROOT = Path(__file__).parents[1]
GOLDEN = ROOT / "tests" / "golden" / "fingerprint.txt"
PRINT_FINGERPRINT = "from tests.support.tiny_dataset import tiny; print(tiny())"
PRINT_SINES = "import numpy as np; print(hash(np.sin(np.arange(1e5)).tobytes()))"
CPU_PATHS = {
    "without numpy's SIMD": {"NPY_DISABLE_CPU_FEATURES": "X86_V3 X86_V4 AVX512_ICL AVX512_SPR"},
    "without glibc's FMA and AVX2": {"GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX2,-FMA,-AVX512F"},
}


def test_the_tiny_dataset_has_the_golden_fingerprint():
    assert tiny() == GOLDEN.read_text().strip(), (
        "The bytes of the dataset changed. If that is meant, write the new one into tests/golden/fingerprint.txt "
        "and say in CHANGELOG.md what changed."
    )


@pytest.mark.parametrize("parts", [3, 7])
def test_the_number_of_shards_changes_nothing(parts):
    assert tiny(parts=parts) == tiny()


@pytest.mark.parametrize("size", [1, 7, 16])
def test_the_size_of_batches_changes_nothing(size):
    assert tiny(drawn=size, rendered=size) == tiny()


def printed_by(code: str, environment: dict[str, str]) -> str:
    """Return what a process of its own prints."""
    settings = {"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0"}
    command = [sys.executable, "-W", "ignore", "-c", code]
    return subprocess.run(
        command, env=os.environ | settings | environment, capture_output=True, text=True, check=True
    ).stdout.strip()


@pytest.mark.parametrize("path", CPU_PATHS)
def test_another_path_through_the_cpu_makes_the_same(path):
    assert printed_by(PRINT_FINGERPRINT, CPU_PATHS[path]) == GOLDEN.read_text().strip()


@pytest.mark.skipif(
    platform.machine() != "x86_64" or sys.platform != "linux", reason="the switches are of x86 and glibc"
)
def test_the_switches_do_change_the_path_through_the_cpu():
    sines = {printed_by(PRINT_SINES, environment) for environment in ({}, *CPU_PATHS.values())}

    assert len(sines) > 1, "numpy's own sine is the same with and without the switches: they test nothing here"


def test_another_seed_makes_another_dataset():
    config = parse_config({"seed": 43})
    batches = [batch for name in config.classes for batch in make_samples(config, name, np.arange(2))]

    assert f"{combine_fingerprints(map(fingerprint, batches)):032x}" != tiny(samples_per_class=2)
