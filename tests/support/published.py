"""A tiny dataset with the files that describe it."""

from pathlib import Path
from typing import Any

from curveball.publication.describe import describe_dataset
from curveball.publication.facts import Facts, collect_facts
from tests.support.results import Results, make_results

CITATION = Path(__file__).parents[2] / "CITATION.cff"
PHASES = {"merge_dataset": {"code": "0" * 32, "versions": {"numpy": "2.4.6"}}}


def publish(folder: Path, **settings: Any) -> Results:
    """Make a tiny dataset whose checks pass, and describe it."""
    results = make_results(folder, **settings)
    describe(results)
    return results


def describe(results: Results, citation: Path = CITATION) -> None:
    """Write the description of a dataset."""
    describe_dataset(
        config=results.config,
        dataset=results.dataset,
        validation=results.validation,
        citation=citation,
        phases=PHASES,
        identities={"merge_dataset": "1" * 32},
    )


def facts_of(results: Results, citation: Path = CITATION) -> Facts:
    """Return the facts about a dataset."""
    return collect_facts(results.config, results.dataset, results.validation, citation, identity=None)
