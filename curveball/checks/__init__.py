"""Validation: every promise about a dataset, measured in one pass over its files."""

import json
import math
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from functools import cache, partial
from pathlib import Path

import numpy as np

from curveball.atomic import write_text
from curveball.checks.check import Batch, Check, Measurement
from curveball.checks.files import Files, PageChecksums, Schema
from curveball.checks.geometry import BallInside, FiniteValues, Projection
from curveball.checks.pixels import Centres, ClearBorder, Digests
from curveball.checks.reproducibility import Fingerprint, Remade
from curveball.checks.table import Balance, DisjointSplits, Labels, RowCounts, SplitMembership, UniqueVideos
from curveball.config import Config
from curveball.merging import MANIFEST
from curveball.random_streams import Purpose, uniforms
from curveball.schema import dataset_schema
from curveball.splits import SPLITS

_ROWS_AT_A_TIME = 256
_AUDITED_AT_LEAST = 400


def validate(config: Config, folder: Path, path: Path | str, threads: int, progress: Callable[[int], None]) -> None:
    """Measure every promise about a dataset and write the outcome as JSON, whether they hold or not.

    Args:
        config: What the dataset should be.
        folder: Where it is.
        path: Where the outcome goes.
        threads: How many videos are decoded at a time.
        progress: Called with the number of rows seen, again and again.
    """
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    measurements = measure(config, folder, threads, progress)
    outcome = {
        "passed": all(measurement.passed is not False for measurement in measurements),
        "fingerprint": manifest["fingerprint"],
        "samples": manifest["samples"],
        "checks": [asdict(measurement) for measurement in measurements],
    }
    write_text(path, json.dumps(outcome, indent=2) + "\n")


def measure(config: Config, folder: Path, threads: int, progress: Callable[[int], None]) -> list[Measurement]:
    """Return the measurement of every promise about the dataset in a folder."""
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    paths = sorted((folder / "data").glob("*.parquet"))
    pages = PageChecksums()
    schema = Schema(paths, dataset_schema(config))
    row_checks: list[Check] = [
        RowCounts(config),
        Balance(config),
        Labels(),
        DisjointSplits(),
        SplitMembership(),
        UniqueVideos(),
        FiniteValues(),
        BallInside(config),
        Projection(config),
        Digests(),
        ClearBorder(),
        Centres(config),
        Remade(config),
        Fingerprint(manifest["fingerprint"]),
    ]
    done = 0
    with ThreadPoolExecutor(threads) as pool:
        for batch in _batches(config, [path for path in paths if schema.fits(path)], pages, pool):
            for check in row_checks:
                check.see(batch)
            done += len(batch)
            progress(done)
    return [check.measure() for check in [Files(folder, manifest), pages, schema, *row_checks]]


def _batches(config: Config, paths: list[Path], pages: PageChecksums, pool: ThreadPoolExecutor) -> Iterator[Batch]:
    audited = cache(partial(_audited, config))
    for path in paths:
        split = SPLITS.index(path.name.rpartition("-")[0])
        for rows in pages.read(path, _ROWS_AT_A_TIME):
            yield Batch(config, split, rows, lambda name, indices: np.isin(indices, audited(name)), pool.map)


def _audited(config: Config, class_name: str) -> np.ndarray:
    """Return the indices of a class that are looked at closely: a part of them, drawn at random, but not too few."""
    enough = max(config.checks.audited * config.samples_per_class, _AUDITED_AT_LEAST / len(config.classes))
    u = uniforms(config.seed, class_name, Purpose.AUDIT, np.arange(config.samples_per_class), 1)[0]
    return np.argsort(u, kind="stable")[: math.ceil(enough)]
