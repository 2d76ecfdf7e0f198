"""The results of a run on a tiny real dataset, with their report."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from msgspec.structs import replace

from curveball.config.model import Config
from curveball.dataset.layout import MANIFEST
from curveball.dataset.manifest import read_manifest, write_manifest
from curveball.report.jobs import Job
from curveball.report.page import write_report
from curveball.validation.outcome import Measurement, Outcome, read_outcome, write_outcome
from tests.support.made_dataset import make_dataset
from tests.support.outcomes import outcome_of, usual_checks

IMAGE_THAT_RUNS = '<img src=x onerror="alert(1)">'
"""A text that runs a script in a page that does not escape it."""
NOW = datetime(2026, 1, 25, 0, 51, 59)
TINY = {
    "samples_per_class": 10,
    "rows_per_file": 10,
    "height": 32,
    "width": 32,
    "frames": 4,
    "classes": {"linear": {}, "circular": {}},
}
JOBS = [
    Job(rule="generate_linear", videos=10, seconds=1.5, end=1001.5, cpu_seconds=1.25, memory_mib=120.5),
    Job(rule="generate_circular", videos=10, seconds=1.5, end=1002.0, cpu_seconds=1.25, memory_mib=120.5),
    Job(rule="merge_dataset", videos=20, seconds=0.5, end=1003.0, cpu_seconds=float("nan"), memory_mib=float("nan")),
]


class Results:
    """The results folder of a run."""

    def __init__(self, folder: Path, config: Config):
        self.folder, self.config = folder, config
        self.dataset = folder / "dataset"
        self.validation = folder / "validation.json"
        self.page = folder / "report.html"
        self.figures = folder / "figures"

    @property
    def outcome(self) -> Outcome:
        return read_outcome(self.validation)

    def write_checks(self, *checks: Measurement) -> None:
        """Write the outcome of some checks."""
        manifest = self.folder / "dataset" / "manifest.json"
        write_outcome(outcome_of(*checks, samples=self.config.total_samples, manifest=manifest), self.validation)

    def change_manifest(self, **changes: Any) -> None:
        path = self.dataset / MANIFEST
        write_manifest(replace(read_manifest(path), **changes), path)

    def report(
        self, now: datetime = NOW, jobs: list[Job] = JOBS, code: Mapping[str, str] | None = None, processes: int = 1
    ) -> str:
        """Write the report and return the page."""
        write_report(
            config=self.config,
            dataset=self.dataset,
            validation=self.validation,
            jobs=jobs,
            code=code or {"merge_dataset": "0" * 32},
            path=self.page,
            figures=self.figures,
            now=now,
            processes=processes,
        )
        return self.page.read_text(encoding="utf-8")


def make_results(folder: Path, **settings: Any) -> Results:
    """Make a tiny dataset whose checks pass."""
    made = make_dataset(TINY | settings, folder)
    results = Results(folder, made.config)
    results.write_checks(*usual_checks())
    return results


def change_texts(results: Results, **texts: str) -> None:
    """Replace texts in every row of the dataset, by the names of their columns."""
    for path in (results.dataset / "data").glob("*.parquet"):
        table = pq.read_table(path)
        for name, text in texts.items():
            column = pa.array([text] * len(table))
            table = table.set_column(table.schema.get_field_index(name), table.schema.field(name), column)
        pq.write_table(table, path)
