"""Validation of a dataset: all checks, in one pass over its files, or by parts whose results are put together."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from msgspec.structs import replace
from threadpoolctl import threadpool_limits

from curveball.config.model import Config
from curveball.dataset.layout import MANIFEST, find_data_files
from curveball.dataset.manifest import read_manifest
from curveball.dataset.provenance import file_digest
from curveball.generation.schema import dataset_schema
from curveball.validation.check import evaluate_all
from curveball.validation.checked_part import CheckedPart
from curveball.validation.checks.files import Files, PageChecksums, Schema, digest_of
from curveball.validation.outcome import Outcome, write_outcome
from curveball.validation.registry import Registry
from curveball.validation.row_groups import map_rows
from curveball.validation.shortcuts.classifiers import load_library


def validate(
    config: Config,
    folder: Path,
    path: Path,
    cores: int,
    progress: Callable[[int], None],
    identity: str = "",
    parts: Iterable[CheckedPart] = (),
) -> None:
    """Evaluate all checks of a dataset and write the outcome as JSON, whether they pass or not.

    Args:
        config: What the dataset should be.
        folder: The folder of the dataset.
        path: Where the outcome is written.
        cores: Number of processor cores to use.
        progress: Called repeatedly with the number of rows processed so far.
        identity: Digest of all that the outcome depends on, for whoever reads it.
        parts: What `check_part` found in some of the files, which are not read again.

    Raises:
        ManifestError: The dataset has no manifest.
    """
    outcome = measure(config, folder, cores, progress, parts)
    write_outcome(replace(outcome, identity=identity), path)


def measure(
    config: Config, folder: Path, cores: int, progress: Callable[[int], None], parts: Iterable[CheckedPart] = ()
) -> Outcome:
    """Evaluate all checks of a dataset; the arguments are those of `validate`."""
    manifest = read_manifest(folder / MANIFEST)
    files, pages, schema = Files(folder, manifest), PageChecksums(), Schema(dataset_schema(config))
    registry = Registry(config, manifest.fingerprint)
    rows = 0
    for part in parts:
        files.found.update(part.digests)
        schema.note_differing(part.differing)
        pages.note_unreadable(part.unreadable)
        registry.update_condensed(part.partials)
        rows += part.rows
        progress(rows)
    paths = sorted(path for _, path in find_data_files(folder))
    left = [path for path in paths if path.relative_to(folder).as_posix() not in files.found]

    def prepare() -> None:
        if registry.probe_sample.may_suffice:
            load_library()

    for result in map_rows(config, schema.readable(left), cores, at_last=prepare):
        for partials in result.partials:
            registry.update(partials)
        if not result.is_complete:
            pages.note_unreadable([result.path.name])
        rows += result.rows
        progress(rows)
    registry.finish()
    # The checks are computed in parallel; threads of the numeric libraries would only compete with them.
    with ThreadPoolExecutor(cores) as pool, threadpool_limits(1):
        measurements = evaluate_all([files, pages, schema, *registry.checks], pool)
    return Outcome(
        passed=all(measurement.status != "failed" for measurement in measurements),
        manifest=file_digest(folder / MANIFEST),
        fingerprint=registry.fingerprint.found,
        samples=rows,
        checks=measurements,
    )


def check_part(
    config: Config,
    folder: Path,
    names: Sequence[str],
    cores: int,
    progress: Callable[[int], None],
    identity: str = "",
) -> CheckedPart:
    """Do what `validate` does with the rows of some files, for `validate` to complete.

    Args:
        config: What the dataset should be.
        folder: The folder of the dataset.
        names: Paths of the files relative to the folder.
        cores: Number of processor cores to use.
        progress: Called repeatedly with the number of rows processed so far.
        identity: Digest of all that the result depends on, for whoever reads it.
    """
    schema, registry = Schema(dataset_schema(config)), Registry(config)
    paths = [folder / name for name in names if (folder / name).is_file()]
    rows, partials, unreadable = 0, [], []
    for result in map_rows(config, schema.readable(paths), cores):
        partials += result.partials
        if not result.is_complete:
            unreadable.append(result.path.name)
        rows += result.rows
        progress(rows)
    return CheckedPart(
        identity=identity,
        digests={name: digest_of(folder / name) for name in names},
        differing=schema.differing,
        unreadable=unreadable,
        rows=rows,
        partials=registry.condense(partials),
    )
