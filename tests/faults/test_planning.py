"""The largest workflows that the configuration accepts are planned in seconds."""

import os
import subprocess
import sys

import pytest

from curveball.config.model import MAX_FILES, MAX_SHARDS
from tests.support.project import ROOT

pytestmark = pytest.mark.faults

LARGEST = {
    "files": ["samples_per_class=2500", f"rows_per_file={10_000 // MAX_FILES}"],
    "shards": [f"samples_per_class={MAX_SHARDS // 4}", "samples_per_shard=1"],
}


@pytest.mark.parametrize("settings", LARGEST.values(), ids=LARGEST)
def test_a_plan_takes_at_most_five_seconds(settings, tmp_path):
    before = os.times()
    subprocess.run(
        [sys.executable, "-m", "snakemake", "-n", "--cores", "4", "--directory", tmp_path, "--config", *settings],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    after = os.times()
    assert after.children_user + after.children_system - before.children_user - before.children_system < 5
