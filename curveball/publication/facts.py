"""What the description of a dataset tells, collected from its manifest, its validation and the citation."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from curveball.config.model import Config
from curveball.dataset.layout import MANIFEST
from curveball.dataset.manifest import Manifest, read_manifest
from curveball.generation.schema import dataset_schema, parameter_owners
from curveball.publication.checksums import sha256_of_data, sha256_of_files
from curveball.publication.citation import Citation, read_citation
from curveball.publication.columns import Column, describe_columns
from curveball.validation.outcome import Outcome, read_outcome


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Everything that the description of a dataset tells."""

    config: Config
    manifest: Manifest
    outcome: Outcome
    citation: Citation
    columns: list[Column]
    """The columns that every sample has."""
    parameters: list[Column]
    """The columns that only samples of one class have: the parameters of its motion."""
    column_order: list[str]
    """Names of all columns, in the order of the schema."""
    example: Mapping[str, Any]
    """The first sample, without its arrays and without parameters of other classes."""
    sha256: Mapping[str, str]
    """SHA-256 of the data files and of the manifest, by their paths relative to the folder of the dataset."""

    @property
    def title(self) -> str:
        """One line that names the dataset."""
        count = len(self.config.classes)
        return (
            f"{self.citation.title}: {self.manifest.samples:,} labeled videos of a ball on a known 3-D curve, in "
            f"{count} {'class' if count == 1 else 'classes'}"
        )

    @property
    def rows(self) -> dict[str, int]:
        """Number of samples of each split that has any."""
        counts = {split: sum(file.rows for file in files) for split, files in self.manifest.splits.items()}
        return {split: count for split, count in counts.items() if count}

    @property
    def size_bytes(self) -> int:
        """Size of the data files."""
        return sum(file.size_bytes for file in self.manifest.files())


def collect_facts(config: Config, dataset: Path, validation: Path, citation: Path, identity: str | None) -> Facts:
    """Read what the description tells, and check that it is about the same dataset.

    Args:
        config: The configuration.
        dataset: Folder of the dataset.
        validation: Outcome of the validation, as JSON.
        citation: CITATION.cff.
        identity: The identity that the outcome must have; None accepts any.

    Raises:
        ManifestError: The dataset has no manifest, or a file is not the one that the manifest lists.
        OutcomeError: The outcome is not that of this validation of this dataset.
        CitationError: CITATION.cff does not state what a card needs.
    """
    manifest = read_manifest(dataset / MANIFEST)
    own = parameter_owners(config)
    columns = describe_columns(dataset_schema(config))
    return Facts(
        config=config,
        manifest=manifest,
        outcome=read_outcome(validation, dataset / MANIFEST, identity),
        citation=read_citation(citation),
        columns=[column for column in columns if column.name not in own],
        parameters=[column for column in columns if column.name in own],
        column_order=[column.name for column in columns],
        sha256=sha256_of_data(dataset, manifest) | sha256_of_files(dataset, [MANIFEST]),
        example=_first_sample(dataset, manifest, [column.name for column in columns if not column.shape]),
    )


def _first_sample(dataset: Path, manifest: Manifest, columns: list[str]) -> dict[str, Any]:
    """Return columns of the first sample that are not null."""
    file = next(manifest.files())
    rows = next(pq.ParquetFile(dataset / file.name).iter_batches(1, columns=columns)).to_pylist()
    return {name: value for name, value in rows[0].items() if value is not None}
