"""What the report says, gathered from the results of a run."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from curveball.config.model import Config
from curveball.dataset.layout import MANIFEST, find_data_files
from curveball.report import audit
from curveball.report.coverage import Coverage, measure_coverage
from curveball.report.jobs import Step, TimeLine, read_jobs, steps, time_line
from curveball.report.samples import Sample, first_samples, samples_by_id

_SAMPLES_PER_CLASS = 24
_EXAMPLES_PER_CHECK = 3


@dataclass(frozen=True)
class Content:
    """All that a report is made of."""

    config: Config
    manifest: dict[str, Any]
    passed: bool
    checks: list[dict[str, Any]]
    """As in validation.json, the broken ones first."""
    examples: dict[str, list[Sample]]
    """For broken checks that name samples, some of these."""
    samples: dict[str, list[Sample]]
    """Some samples of each class."""
    coverage: Coverage
    steps: list[Step]
    time_line: TimeLine
    bytes_of_files: int
    code: Mapping[str, str]
    """Digest of the code behind each phase, by the phase's name."""


def gather(config: Config, dataset: Path, validation: Path, benchmarks: Path, code: Mapping[str, str]) -> Content:
    """Read what a report needs, and of the videos only a few."""
    outcome = json.loads(validation.read_text(encoding="utf-8"))
    checks = audit.sort_checks(outcome["checks"])
    jobs = read_jobs(benchmarks)
    return Content(
        config,
        json.loads((dataset / MANIFEST).read_text(encoding="utf-8")),
        outcome["passed"],
        checks,
        _examples(config, dataset, checks),
        first_samples(config, dataset, _SAMPLES_PER_CLASS),
        measure_coverage(config, dataset),
        steps(config, jobs),
        time_line(jobs),
        sum(path.stat().st_size for _, path in find_data_files(dataset)),
        code,
    )


def _examples(config: Config, dataset: Path, checks: list[dict[str, Any]]) -> dict[str, list[Sample]]:
    named = {check["name"]: _named_samples(check) for check in checks if check["passed"] is False}
    found = samples_by_id(config, dataset, {sample_id for ids in named.values() for sample_id in ids})
    shown = {name: [found[sample_id] for sample_id in ids if sample_id in found] for name, ids in named.items()}
    return {name: samples for name, samples in shown.items() if samples}


def _named_samples(check: Mapping[str, Any]) -> list[str]:
    examples = (check.get("details") or {}).get("examples")
    return [str(example) for example in examples[:_EXAMPLES_PER_CHECK]] if isinstance(examples, list) else []
