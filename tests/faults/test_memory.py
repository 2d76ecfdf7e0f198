"""No process needs more than 1 GiB and a few videos, whatever the size of a video."""

import math

import pytest

from benchmarks.memory import CASES, JOBS, measure
from curveball.config.loading import parse_config

pytestmark = pytest.mark.faults

FEW_VIDEOS = 4


@pytest.mark.parametrize("name", CASES)
def test_every_process_is_bounded(name, tmp_path):
    video_mib = math.prod(parse_config(CASES[name]).video_shape) / 2**20
    samples = 100 if video_mib < 50 else 3
    for job in JOBS:
        peak = measure(job, CASES[name] | {"samples_per_class": samples}, tmp_path)
        assert max(peak.process_mib, peak.worker_mib) < 1024 + FEW_VIDEOS * video_mib, f"{job}: {peak}"
