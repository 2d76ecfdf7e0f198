"""Shards, batches and CPUs do not change a bit. The golden fingerprint is the same on every machine."""

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
        "The dataset changed. If this is intended, update tests/golden/fingerprint.txt and describe the change in "
        "CHANGELOG.md."
    )


@pytest.mark.parametrize("shards", [3, 7])
def test_the_number_of_shards_changes_no_bit(shards):
    assert tiny(shards=shards) == tiny()


@pytest.mark.parametrize(("size", "samples"), [(1, 10), (7, 42), (16, 42)])
def test_the_size_of_batches_changes_no_bit(size, samples):
    batches = tiny(batch_size=size, max_videos=size, samples_per_class=samples)
    assert batches == tiny(samples_per_class=samples)


def printed_by(code: str, environment: dict[str, str]) -> str:
    """Run code in a separate process and return its output."""
    settings = {"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0"}
    command = [sys.executable, "-W", "ignore", "-c", code]
    return subprocess.run(
        command, env=os.environ | settings | environment, capture_output=True, text=True, check=True
    ).stdout.strip()


@pytest.mark.parametrize("path", CPU_PATHS)
def test_other_cpu_instructions_give_the_same_bits(path):
    assert printed_by(PRINT_FINGERPRINT, CPU_PATHS[path]) == GOLDEN.read_text().strip()


@pytest.mark.skipif(
    platform.machine() != "x86_64" or sys.platform != "linux", reason="the switches apply to x86 and glibc"
)
def test_the_switches_do_change_the_instructions():
    sines = {printed_by(PRINT_SINES, environment) for environment in ({}, *CPU_PATHS.values())}

    assert len(sines) > 1, (
        "numpy's sine is the same with and without the switches, so they test nothing on this machine"
    )


def test_a_different_seed_gives_a_different_dataset():
    config = parse_config({"seed": 43})
    batches = [batch for name in config.classes for batch in make_samples(config, name, np.arange(2))]

    assert f"{combine_fingerprints(map(fingerprint, batches)):032x}" != tiny(samples_per_class=2)
