"""Memory and time that the jobs ask a cluster for. On one machine nothing is asked for, and nothing is limited.

The figures are peaks that `benchmarks/memory.py` and `results/benchmarks/` have shown, with room: Snakemake's process
in a job on a cluster (200 MB), the process of the script (150 to 400 MB), and its workers. What grows, grows with the
number of samples or the size of a video.
"""

import math
from typing import NamedTuple

from curveball.config.model import Config
from curveball.dataset.layout import total_rows
from curveball.dataset.parts import count_parts

_VIDEOS_AT_A_TIME = 4
"""No process holds more uncompressed videos than this at a time; small ones are part of `memory_mb`."""
_MIB, _GIB = 2**20, 2**30


class _Need(NamedTuple):
    memory_mb: int
    mb_per_1000_rows: float = 0.0
    minutes_per_gib: float = 0.0
    """Time per GiB of uncompressed videos: at least ten times what a core of 2020 takes."""


_MINUTES = 10
"""For everything that does not grow with the data, and for a slow start."""
_NEEDS = {
    "generate": _Need(memory_mb=500, minutes_per_gib=1.0),
    "merge_dataset": _Need(memory_mb=600, minutes_per_gib=0.1),
    "merge_part": _Need(memory_mb=600, minutes_per_gib=0.1),
    "validate_part": _Need(memory_mb=600, mb_per_1000_rows=0.6, minutes_per_gib=0.5),
    "validate_dataset": _Need(memory_mb=1500, mb_per_1000_rows=0.6, minutes_per_gib=0.5),
    "describe_dataset": _Need(memory_mb=500, minutes_per_gib=0.02),
    "write_report": _Need(memory_mb=700),
    "enforce_checks": _Need(memory_mb=100),
    "export": _Need(memory_mb=800, minutes_per_gib=1.0),
}
"""By rule, or by the first word of the names of similar rules."""
_OF_A_PART = {"merge_dataset", "merge_part", "validate_dataset", "validate_part"}


def memory_mb(config: Config, rule: str, attempt: int = 1) -> int:
    """Return how much memory a job of a rule asks for, in MB: half as much again at each further attempt.

    Args:
        config: The configuration.
        rule: Name of the rule, generate_helical.
        attempt: 1 for the first attempt.
    """
    need = _need(rule)
    rows, videos = _rows_of(config, rule) / 1000, _VIDEOS_AT_A_TIME * math.prod(config.video_shape) / _MIB
    return math.ceil((need.memory_mb + rows * need.mb_per_1000_rows + videos) * (1 + attempt) / 2)


def runtime_min(config: Config, rule: str) -> int:
    """Return how much time a job of a rule asks for, in minutes."""
    return math.ceil(
        _MINUTES + _rows_of(config, rule) * math.prod(config.video_shape) / _GIB * _need(rule).minutes_per_gib
    )


def _rows_of(config: Config, rule: str) -> float:
    """Return how many videos a job of a rule processes. The parts of a dataset leave its own jobs little to do."""
    if rule.startswith("generate"):
        return config.shard_size
    return total_rows(config) / (count_parts(config) if rule in _OF_A_PART else 1)


def _need(rule: str) -> _Need:
    return _NEEDS.get(rule) or _NEEDS[rule.partition("_")[0]]
