"""The results of a run on a tiny real dataset, validated, and their report."""

import json
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from curveball.config.loading import parse_config
from curveball.config.model import Config
from curveball.dataset.merging import merge_shards
from curveball.generation.shards import write_shard
from curveball.report.page import write_report
from curveball.validation.validate import validate

IMAGE_THAT_RUNS = '<img src=x onerror="alert(1)">'
"""A text that runs a script where a page takes it for HTML."""
NOW = datetime(2026, 1, 25, 0, 51, 59)
TINY = {
    "samples_per_class": 10,
    "rows_per_file": 10,
    "height": 32,
    "width": 32,
    "frames": 4,
    "classes": {"linear": {}, "circular": {}},
}


class Results:
    """The results folder of a run."""

    def __init__(self, folder: Path, config: Config):
        self.folder, self.config = folder, config
        self.page = folder / "report.html"
        self.figures = folder / "figures"

    def make(self) -> "Results":
        """Make, merge and validate the dataset, and write a benchmark for each job."""
        shards = []
        for class_name in self.config.classes:
            shards.append(self.folder / "shards" / class_name / "00000.parquet")
            write_shard(self.config, class_name, 0, self.config.samples_per_class, shards[-1], lambda done: None)
            self.add_benchmark(f"generate_{class_name}_00000", 1.5)
        merge_shards(self.config, shards, self.folder / "dataset", lambda done: None)
        self.add_benchmark("merge_dataset", 0.5)
        validate(self.config, self.folder / "dataset", self.folder / "validation.json", 2, lambda done: None)
        return self

    def add_benchmark(self, job: str, seconds: float, memory: str = "120.5") -> Path:
        path = self.folder / "benchmarks" / f"{job}.tsv"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"s\th:m:s\tmax_rss\tcpu_time\n{seconds}\t0:00:01\t{memory}\t1.25\n")
        return path

    def report(self, now: datetime = NOW) -> str:
        """Write the report and return the page."""
        dataset, validation, benchmarks = (self.folder / name for name in ("dataset", "validation.json", "benchmarks"))
        code = {"merge_dataset": "0" * 32}
        write_report(self.config, dataset, validation, benchmarks, code, self.page, self.figures, now)
        return self.page.read_text(encoding="utf-8")

    def change_validation(self, **changes) -> None:
        """Change what the validation says."""
        path = self.folder / "validation.json"
        path.write_text(json.dumps(json.loads(path.read_text()) | changes))

    @property
    def checks(self) -> list[dict]:
        return json.loads((self.folder / "validation.json").read_text())["checks"]


def make_results(folder: Path, **settings) -> Results:
    """Make a tiny dataset."""
    return Results(folder, parse_config(TINY | settings)).make()


def change_texts(results: Results, **texts: str) -> None:
    """Put other texts into every row of the dataset, by the names of their columns."""
    for path in (results.folder / "dataset" / "data").glob("*.parquet"):
        table = pq.read_table(path)
        for name, text in texts.items():
            column = pa.array([text] * len(table))
            table = table.set_column(table.schema.get_field_index(name), table.schema.field(name), column)
        pq.write_table(table, path)
