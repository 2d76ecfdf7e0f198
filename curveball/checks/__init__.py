"""Validation: every promise about a dataset, measured in one pass over its files."""

import json
import math
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from functools import cache, partial
from importlib import import_module
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from threadpoolctl import threadpool_limits

from curveball.atomic import write_text
from curveball.checks.baselines import Baselines
from curveball.checks.check import Batch, Check, Measurement
from curveball.checks.coverage import Histograms, ParameterCoverage, SameRanges
from curveball.checks.files import Files, PageChecksums, Schema
from curveball.checks.geometry import BallInside, FiniteValues, Projection
from curveball.checks.glimpse import Observer
from curveball.checks.motion import ConfusedPairs, Motion, Motion3d, MotionProbe
from curveball.checks.neighbours import Neighbours
from curveball.checks.observations import Observations
from curveball.checks.pixels import Centres, ClearBorder, Digests, Radii
from curveball.checks.reported import ReportedProbes
from curveball.checks.reproducibility import Fingerprint, Remade
from curveball.checks.shortcuts import (
    BallPixels,
    MeanColor,
    Order,
    SampleIndex,
    SingleFramePixels,
    SingleFramePosition,
)
from curveball.checks.table import Balance, DisjointSplits, Labels, RowCounts, SplitMembership, UniqueVideos
from curveball.config import Config
from curveball.merging import MANIFEST
from curveball.random_streams import Purpose, uniforms
from curveball.schema import dataset_schema, parameter_owners
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
    observations = Observations(config)
    done = 0
    with ThreadPoolExecutor(threads) as pool:
        if observations.may_be_enough:
            pool.submit(import_module, "curveball.probes")  # It takes a second, in which videos can be decoded.
        row_checks = [
            *_checks_of_rows(config, manifest["fingerprint"]),
            *_checks_of_parameters(config),
            *_shortcut_audit(observations),
        ]
        batches = _batches(observations, [path for path in paths if schema.fits(path)], pages, pool)
        for batch in _one_ahead(batches):
            observations.see(batch)
            for check in row_checks:
                check.see(batch)
            done += len(batch)
            progress(done)
        checks = [Files(folder, manifest), pages, schema, *row_checks]
        with threadpool_limits(1):  # The checks run side by side; threads of their own would only wait for each other.
            return list(pool.map(lambda check: check.measure(), checks))


def _checks_of_rows(config: Config, fingerprint: str) -> list[Check]:
    return [
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
        Radii(config),
        Remade(config),
        Fingerprint(fingerprint),
        Baselines(config),
    ]


def _checks_of_parameters(config: Config) -> list[Check]:
    histograms = Histograms(config)
    return [ParameterCoverage(histograms), SameRanges(histograms)]


def _shortcut_audit(observations: Observations) -> list[Check]:
    motion = MotionProbe(observations)
    return [
        SingleFramePosition(observations),
        SingleFramePixels(observations),
        MeanColor(observations),
        BallPixels(observations),
        Order(observations),
        SampleIndex(observations),
        Motion(motion),
        Motion3d(motion),
        ConfusedPairs(motion),
        Neighbours(observations),
        ReportedProbes(observations),
    ]


def _batches(
    observations: Observations, paths: list[Path], pages: PageChecksums, pool: ThreadPoolExecutor
) -> Iterator[Batch]:
    config = observations.config
    audited = cache(partial(_audited, config))
    observer = Observer(config)
    for path in paths:
        split, _, number = path.stem.rpartition("-")
        first_row = 0
        for rows in map(partial(_without_gaps, config), pages.read(path, _ROWS_AT_A_TIME)):
            yield Batch(
                config,
                SPLITS.index(split),
                rows,
                int(number),
                first_row,
                lambda name, indices: np.isin(indices, audited(name)),
                observations.is_observed,
                observer,
                pool.map,
            )
            first_row += len(rows)


def _without_gaps(config: Config, rows: pa.Table) -> pa.Table:
    """Leave out rows in which anything but the parameter of a class is missing: no check can use them.

    `row_counts` and `fingerprint` miss them.
    """
    for name in set(rows.schema.names) - parameter_owners(config).keys():
        if rows[name].null_count:
            rows = rows.filter(pc.is_valid(rows[name]))
    return rows


def _one_ahead(batches: Iterator[Batch]) -> Iterator[Batch]:
    """Yield batches, each when the next one is begun."""
    last = next(batches, None)
    for batch in batches:
        yield last
        last = batch
    if last is not None:
        yield last


def _audited(config: Config, class_name: str) -> np.ndarray:
    """Return the indices of a class that are looked at closely: a part of them, drawn at random, but not too few."""
    enough = max(config.checks.audited * config.samples_per_class, _AUDITED_AT_LEAST / len(config.classes))
    u = uniforms(config.seed, class_name, Purpose.AUDIT, np.arange(config.samples_per_class), 1)[0]
    return np.argsort(u, kind="stable")[: math.ceil(enough)]
