"""Verifies a dataset against its manifest: every byte of its files, then every sample in them.

`curveball verify results/dataset` prints what was found. It needs no package of the pipeline.
"""

import math
import os
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from curveball.config.errors import CurveballError
from curveball.config.loading import parse_config
from curveball.config.model import MAX_VIDEO_BYTES, class_counts
from curveball.dataset.checked_file import CheckedFile, DataFileError
from curveball.dataset.description import verify_description
from curveball.dataset.layout import MANIFEST, find_foreign_files, parse_data_file
from curveball.dataset.manifest import Manifest, read_manifest
from curveball.dataset.splits import TWINS
from curveball.dataset.twin_plan import Twin, planned_twins
from curveball.dataset.verification import FileFinding, SampleFinding, Verification
from curveball.generation.encoding import combine_fingerprints, decode_video, digest, fingerprint
from curveball.generation.schema import sample_id, video_shape

_MAX_DECODED_BYTES = 512 << 20


def verify(folder: Path | str, samples: bool = True) -> Verification:
    """Verify a dataset against its manifest.

    First, every byte of every file is compared with the digest of the file. Then every row is read: the name and label
    of the sample, the digest of its decoded video, and the fingerprint of all rows, which covers the trajectories,
    direction and pace. All other columns are compared as bytes of their file only.

    Args:
        folder: Folder of the dataset, usually "results/dataset".
        samples: Whether to verify samples; otherwise only files, at more than 1 GB/s.

    Returns:
        What is missing, foreign or damaged.

    Raises:
        CurveballError: The folder has no manifest, or one that was changed after it was written.
    """
    began = time.perf_counter()
    folder = Path(folder)
    manifest = read_manifest(folder / MANIFEST)
    expected = _ExpectedSamples(manifest)
    files = [CheckedFile(folder, entry, manifest.identity) for entry in manifest.files()]
    results: list[_FileResult] = []
    with ThreadPoolExecutor(_threads(files)) as pool:
        for result in pool.map(lambda file: _verify_file(file, expected if samples else None), files):
            expected.note(result)
            results.append(result)
    wrong = [(file, result.finding) for file, result in zip(files, results, strict=True) if result.finding]
    intact = [file.entry.size_bytes for file, result in zip(files, results, strict=True) if not result.finding]
    found = combine_fingerprints(result.fingerprint for result in results)
    return Verification(
        folder=str(folder),
        has_samples_verified=samples,
        files=len(intact),
        size_bytes=sum(intact),
        samples=sum(result.intact for result in results),
        fingerprint=f"{found:032x}" if samples else None,
        expected_fingerprint=manifest.fingerprint,
        missing_files=[finding for file, finding in wrong if not file.path.exists()],
        foreign_files=list(_foreign_files(folder, manifest)),
        damaged_files=[finding for file, finding in wrong if file.path.exists()] + list(verify_description(folder)),
        missing_samples=expected.missing() if samples else [],
        foreign_samples=[finding for result in results for finding in result.foreign] + expected.repeated,
        damaged_samples=[finding for result in results for finding in result.damaged],
        seconds=time.perf_counter() - began,
    )


def _threads(files: Sequence[CheckedFile]) -> int:
    """Return the number of files to verify at the same time, so that their row groups and videos fit the memory."""
    try:
        video_bytes = math.prod(video_shape(files[0].read_schema())) if files else 1
    except (CurveballError, ValueError):
        video_bytes = MAX_VIDEO_BYTES
    return max(1, min(os.cpu_count() or 1, _MAX_DECODED_BYTES // video_bytes))


@dataclass
class _FileResult:
    """What was found in a file."""

    name: str
    finding: FileFinding | None = None
    fingerprint: int = 0
    intact: int = 0
    seen: list[tuple[str, int, int]] = field(default_factory=list)
    """Class, index and row of the samples that the dataset should have."""
    seen_twins: list[tuple[str, int]] = field(default_factory=list)
    """Name and row of the twins that the dataset should have."""
    foreign: list[SampleFinding] = field(default_factory=list)
    damaged: list[SampleFinding] = field(default_factory=list)


class _ExpectedSamples:
    """The samples that the configuration in the manifest asks for, and which of them were found."""

    def __init__(self, manifest: Manifest):
        self.config = manifest.config
        self.labels = {str(name): label for label, name in enumerate(manifest.config["classes"])}
        self.counts = class_counts(manifest.config["samples_per_class"], self.labels)
        self._is_found = {name: np.zeros(count, dtype=bool) for name, count in self.counts.items()}
        self.repeated: list[SampleFinding] = []
        self._twins = {twin.name: twin for twin in planned_twins(parse_config(self.config))} if _twins(manifest) else {}
        self._found_twins: set[str] = set()

    def note(self, result: _FileResult) -> None:
        """Note the samples of a file."""
        for name, row in result.seen_twins:
            if name in self._found_twins:
                found = "a twin that another row also has"
                self.repeated.append(
                    SampleFinding(sample_id=name, file=result.name, row=row, found=found, expected="each twin once")
                )
            self._found_twins.add(name)
        for class_name, index, row in result.seen:
            if self._is_found[class_name][index]:
                name = sample_id(class_name, index)
                found = "a sample that another row also has"
                self.repeated.append(
                    SampleFinding(sample_id=name, file=result.name, row=row, found=found, expected="each sample once")
                )
            self._is_found[class_name][index] = True
        result.seen.clear()  # Memory does not hold all samples.

    def missing(self) -> list[str]:
        """Return the names of the samples that were not found."""
        return [
            sample_id(class_name, index)
            for class_name, is_found in self._is_found.items()
            for index in np.flatnonzero(~is_found).tolist()
        ] + [name for name in self._twins if name not in self._found_twins]

    def twin(self, name: str) -> Twin | None:
        """Return the twin of this name that the dataset should have."""
        return self._twins.get(name)


def _verify_file(file: CheckedFile, expected: _ExpectedSamples | None) -> _FileResult:
    """Compare a file with its digest and, with `expected`, its rows with theirs, whether the digest agrees or not."""
    result = _FileResult(file.entry.name)
    try:
        file.check_digest()
    except DataFileError as error:
        result.finding = _finding(file, error)
    if expected is None:
        return result
    try:
        schema = file.read_schema()
        file.check_video_shape(schema, expected.config)
        ends = file.group_ends()
    except DataFileError as error:
        result.finding = result.finding or _finding(file, error)
        return result
    for group, first_row in enumerate([0, *ends[:-1]]):
        try:
            rows = file.read_group(group, schema)
            with file.damage_explained():
                _verify_rows(rows, first_row, expected, result)
        except DataFileError as error:
            result.finding = result.finding or _finding(file, error)
    return result


def _verify_rows(rows: pa.Table, first_row: int, expected: _ExpectedSamples, result: _FileResult) -> None:
    """Compare the rows of a row group with what their columns tell of one another."""
    shape = video_shape(rows.schema)
    names = ("sample_id", "class_name", "index", "label", "video", "digest")
    columns: list[list[Any]] = [rows[name].to_pylist() for name in names]
    is_of_twins = parse_data_file(Path(result.name)).split == TWINS
    result.fingerprint = combine_fingerprints([result.fingerprint, fingerprint(rows)])
    for row, (name, class_name, index, label, video, stored) in enumerate(zip(*columns, strict=True), first_row):

        def finding(found: str, wanted: str, name: str = name, row: int = row) -> SampleFinding:
            return SampleFinding(sample_id=name, file=result.name, row=row, found=found[:200], expected=wanted)

        twin = expected.twin(name) if is_of_twins else None
        if is_of_twins and (twin is None or (twin.own_class, twin.index) != (class_name, index)):
            result.foreign.append(finding(f"the twin {name}, {class_name} {index}", "a twin of the configuration"))
            continue
        if not is_of_twins and not 0 <= index < expected.counts.get(class_name, 0):
            result.foreign.append(finding(f"sample {index} of the class {class_name}", "a sample of the configuration"))
            continue
        if twin is not None:
            result.seen_twins.append((name, row))
        else:
            result.seen.append((class_name, index, row))
        if twin is None and name != sample_id(class_name, index):
            result.damaged.append(finding(f"the name {name}", sample_id(class_name, index)))
        elif label != expected.labels[class_name]:
            result.damaged.append(finding(f"the label {label}", f"{expected.labels[class_name]}"))
        elif (found := _video_digest(video, shape)) != stored:
            result.damaged.append(finding(f"a video with the digest {found}", f"{stored:.64}"))
        else:
            result.intact += 1


def _twins(manifest: Manifest) -> int:
    """Return how many twins the configuration asks for."""
    return len(manifest.splits.get(TWINS, []))


def _video_digest(video: bytes, shape: tuple[int, int, int, int]) -> str:
    try:
        return digest(decode_video(video, shape))
    except ValueError as error:
        return f"none ({error})"


def _finding(file: CheckedFile, error: DataFileError) -> FileFinding:
    return FileFinding(name=file.entry.name, found=error.found, expected=error.expected)


def _foreign_files(folder: Path, manifest: Manifest) -> Iterator[FileFinding]:
    """Yield the files with data that the manifest does not list, and what an interrupted writer left."""
    for name in find_foreign_files(folder, {file.name for file in manifest.files()}):
        yield FileFinding(name=name, found="a file", expected=f"only files that {MANIFEST} lists, and its description")
