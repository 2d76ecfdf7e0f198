"""Validation: every promise about a dataset, measured in one pass over its files."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path

from threadpoolctl import threadpool_limits

from curveball.config.model import Config
from curveball.dataset.layout import MANIFEST
from curveball.generation.atomic import write_text
from curveball.generation.schema import dataset_schema
from curveball.validation.check import Check, Measurement
from curveball.validation.checks.files import Files, PageChecksums, Schema
from curveball.validation.inspection import inspect
from curveball.validation.registry import RowChecks


def validate(config: Config, folder: Path, path: Path | str, cores: int, progress: Callable[[int], None]) -> None:
    """Measure every promise about a dataset and write the outcome as JSON, whether they hold or not.

    Args:
        config: What the dataset should be.
        folder: Where it is.
        path: Where the outcome goes.
        cores: How many processor cores to use.
        progress: Called with the number of rows seen, again and again.
    """
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    measurements = measure(config, folder, cores, progress)
    outcome = {
        "passed": all(measurement.passed is not False for measurement in measurements),
        "fingerprint": manifest["fingerprint"],
        "samples": manifest["samples"],
        "checks": [asdict(measurement) for measurement in measurements],
    }
    write_text(path, json.dumps(outcome, indent=2) + "\n")


def measure(config: Config, folder: Path, cores: int, progress: Callable[[int], None]) -> list[Measurement]:
    """Return the measurement of every promise about the dataset in a folder."""
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    schema = Schema(folder, dataset_schema(config))
    pages = PageChecksums()
    row_checks = RowChecks(config, manifest["fingerprint"])
    sights = inspect(config, schema.readable, cores)
    if row_checks.observations.may_be_enough:
        import curveball.validation.shortcuts.probes  # noqa: F401  It takes a second, in which other processes can look at rows.
    done = 0
    for sight in sights:
        for seen in sight.seen:
            row_checks.add(seen)
        if not sight.is_whole:
            pages.note_broken(sight.path.name)
        done += sight.rows
        progress(done)
    return _measure_all([Files(folder, manifest), pages, schema, *row_checks.checks], cores)


def _measure_all(checks: list[Check], cores: int) -> list[Measurement]:
    # Threads of the checks' own would only wait for each other.
    with ThreadPoolExecutor(cores) as pool, threadpool_limits(1):
        return list(pool.map(lambda check: check.measure(), checks))
