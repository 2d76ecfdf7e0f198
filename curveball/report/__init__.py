"""The page for a person to look at: one self-contained HTML file."""

from pathlib import Path

from curveball.atomic import write_text
from curveball.config import Config
from curveball.report.content import collect
from curveball.report.page import render_page


def write_report(config: Config, dataset: Path, validation: Path, benchmarks: Path, path: Path) -> None:
    """Write the report.

    Args:
        config: The configuration.
        dataset: Folder of the dataset.
        validation: What was measured, as JSON.
        benchmarks: Folder of Snakemake's benchmarks, a .tsv per job; may miss some or all.
        path: Where the page goes.
    """
    write_text(path, render_page(collect(config, dataset, validation, benchmarks)))
