"""What `verify` found in a dataset, as types and as text."""

from collections.abc import Iterator, Sequence
from itertools import islice

import msgspec

from curveball.structures import Structure

_SHOWN = 5


class FileFinding(Structure):
    """A file that is missing, foreign or damaged."""

    name: str
    """Path relative to the folder of the dataset."""
    found: str
    """What it is instead."""
    expected: str
    """What it should be."""


class SampleFinding(Structure):
    """A sample that is foreign or damaged."""

    sample_id: str
    """Its name."""
    file: str
    """Path relative to the folder of the dataset."""
    row: int
    """Number of the row within the file."""
    found: str
    """What it is instead."""
    expected: str
    """What it should be."""


class Verification(Structure):
    """What `verify` measured. Nothing in it is taken from the manifest except `expected_fingerprint`."""

    folder: str
    """Folder of the dataset."""
    has_samples_verified: bool
    """Whether samples were verified, and not only files."""
    files: int
    """Number of files that have the digest in the manifest."""
    size_bytes: int
    """Size of these files."""
    samples: int
    """Number of rows that are intact: the name, the label and the digest of the video agree with the content."""
    fingerprint: str | None
    """Fingerprint of all samples that can be read; None if samples were not verified."""
    expected_fingerprint: str
    """Fingerprint in the manifest."""
    missing_files: list[FileFinding]
    """Files that the manifest lists, but the folder lacks."""
    foreign_files: list[FileFinding]
    """Files in the folder that the manifest does not list. The reader ignores them."""
    damaged_files: list[FileFinding]
    """Files whose size or digest differs from the manifest."""
    missing_samples: list[str]
    """Samples that are in no row that can be read."""
    foreign_samples: list[SampleFinding]
    """Rows with a sample that the dataset should not have, or has in another row."""
    damaged_samples: list[SampleFinding]
    """Rows whose name, label or video contradicts the rest of the row."""
    seconds: float
    """Elapsed time."""

    @property
    def passed(self) -> bool:
        """Whether the dataset is what the manifest tells, as far as it was verified."""
        findings = self.missing_files or self.foreign_files or self.damaged_files
        samples = self.missing_samples or self.foreign_samples or self.damaged_samples
        return not (findings or samples) and self.fingerprint in (None, self.expected_fingerprint)

    def as_json(self) -> str:
        """Return all attributes as JSON."""
        return msgspec.json.format(msgspec.json.encode(self), indent=2).decode()

    def __str__(self) -> str:
        """Return the findings as text, a line per finding."""
        return "\n".join(_lines(self))


def _lines(result: Verification) -> Iterator[str]:
    """Yield the lines of the text that tells what was found."""
    verified = f"{result.files:,} files ({result.size_bytes:,} bytes) have their digest"
    if result.has_samples_verified:
        verified += f", {result.samples:,} samples are intact, their fingerprint is {result.fingerprint}"
    yield f"{result.folder}: {'intact' if result.passed else 'NOT intact'}. {verified} ({result.seconds:.1f} s)"
    for kind in ("missing", "foreign", "damaged"):
        for file in getattr(result, f"{kind}_files"):
            yield f"{kind} file {file.name}: found {file.found}, expected {file.expected}"
    if result.missing_samples:
        names = ", ".join(islice(result.missing_samples, _SHOWN))
        yield f"{len(result.missing_samples):,} missing samples: {names}{_more(result.missing_samples)}"
    for kind in ("foreign", "damaged"):
        samples: Sequence[SampleFinding] = getattr(result, f"{kind}_samples")
        for sample in samples[:_SHOWN]:
            place = f"row {sample.row} of {sample.file}"
            yield f"{kind} sample {sample.sample_id} ({place}): found {sample.found}, expected {sample.expected}"
        if len(samples) > _SHOWN:
            yield f"{len(samples) - _SHOWN:,} more {kind} samples"
    if result.fingerprint not in (None, result.expected_fingerprint):
        yield f"fingerprint: found {result.fingerprint}, expected {result.expected_fingerprint}"
    if not result.passed:
        yield "Run snakemake to regenerate what is missing or damaged, or copy it again. Delete foreign files"


def _more(names: Sequence[str]) -> str:
    return ", …" if len(names) > _SHOWN else ""
