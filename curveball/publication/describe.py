"""Writes the files that describe a dataset into its folder."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from curveball.config.model import Config
from curveball.dataset import layout
from curveball.generation.atomic import write_bytes, write_text
from curveball.publication.card import render_card
from curveball.publication.checksums import checksums_text, sha256_of_files
from curveball.publication.croissant import render_croissant
from curveball.publication.facts import collect_facts
from curveball.publication.preview import render_preview
from curveball.publication.provenance import render_provenance


def describe_dataset(
    config: Config,
    dataset: Path,
    validation: Path,
    citation: Path,
    phases: Mapping[str, Any],
    identities: Mapping[str, str],
    identity: str | None = None,
) -> None:
    """Write card, metadata, provenance, preview and checksums into the folder of a dataset.

    They depend only on the configuration, the dataset, its validation, the citation and the code; the
    commit in `provenance.json` also on the git repository of the code.

    Args:
        config: The configuration.
        dataset: Folder of the dataset.
        validation: Outcome of the validation, as JSON.
        citation: CITATION.cff, in the folder of the code.
        phases: Digest of the code and versions of the packages behind each phase, by the name of the phase.
        identities: Identities of the results, by the names of their jobs.
        identity: The identity that the outcome must have; None accepts any.

    Raises:
        ManifestError: The dataset has no manifest, or a file is not the one that the manifest lists.
        OutcomeError: The outcome of the validation is not that of this dataset.
        CitationError: CITATION.cff does not state what a card needs.
    """
    facts = collect_facts(config, dataset, validation, citation, identity)
    contents = {
        layout.CARD: render_card(facts).encode(),
        layout.CROISSANT: render_croissant(facts).encode(),
        layout.PROVENANCE: render_provenance(facts, phases, identities, citation.parent).encode(),
        layout.PREVIEW: render_preview(config, dataset),
    }
    for name, content in contents.items():
        write_bytes(dataset / name, content)
    sha256 = {**facts.sha256, **sha256_of_files(dataset, contents)}
    write_text(dataset / layout.CHECKSUMS, checksums_text(sha256))
