"""The content of the report, collected from the results of a run."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from curveball.config.model import Config
from curveball.dataset.layout import MANIFEST, find_data_files
from curveball.dataset.manifest import Manifest, read_manifest
from curveball.dataset.splits import TWINS, split_counts, split_names
from curveball.dataset.twin_plan import planned_twins
from curveball.report.jobs import Job, TimeLine, rule_totals, time_line
from curveball.report.pairs import Pair, collect_pairs
from curveball.report.samples import Sample, first_samples, samples_by_id
from curveball.validation.outcome import Measurement, Outcome, read_outcome

_SAMPLES_PER_CLASS = 24
_EXAMPLES_PER_CHECK = 3


@dataclass(frozen=True, kw_only=True)
class Content:
    """What the report presents, apart from the coverage."""

    config: Config
    manifest: Manifest
    outcome: Outcome
    examples: dict[str, list[Sample]]
    """Samples that a failed check names as faulty, by the name of the check."""
    samples: dict[str, list[Sample]]
    """Some samples of each class."""
    pairs: list[Pair]
    """A sample and its reverse, and samples and their twins, as far as the dataset has them."""
    rules: pd.DataFrame
    """Totals of each rule, as `rule_totals` returns them."""
    time_line: TimeLine
    file_bytes: int
    """Size of the dataset's Parquet files."""
    code: Mapping[str, str]
    """Digest of the code behind each phase, by the name of the phase."""

    @property
    def checks(self) -> list[Measurement]:
        """The checks: failed ones first, then those that passed, then those without a result."""
        return [
            check
            for status in ("failed", "passed", "reported", "not_applicable")
            for check in self.outcome.having(status)
        ]

    @property
    def counts(self) -> pd.DataFrame:
        """Number of samples by class (index) and split (columns), with the total of each class as column `all`."""
        rows = [split_counts(self.config, class_name) for class_name in self.config.classes]
        splits = [split for split in split_names(self.config) if split != TWINS]
        counts = pd.DataFrame(rows, index=list(self.config.classes), columns=splits)
        if self.config.splits.twins:
            classes = Counter(twin.own_class for twin in planned_twins(self.config))
            counts[TWINS] = [classes[name] for name in self.config.classes]
        return counts.assign(all=counts.sum(axis=1))


def collect(
    config: Config,
    dataset: Path,
    validation: Path,
    jobs: Sequence[Job],
    code: Mapping[str, str],
    identity: str | None = None,
) -> Content:
    """Read what the report presents, apart from the coverage. Only a few videos are read and decoded."""
    manifest = read_manifest(dataset / MANIFEST)
    outcome = read_outcome(validation, dataset / MANIFEST, identity)
    samples = first_samples(config, dataset, _SAMPLES_PER_CLASS)
    return Content(
        config=config,
        manifest=manifest,
        outcome=outcome,
        examples=_examples(config, dataset, outcome),
        samples=samples,
        pairs=collect_pairs(config, dataset, samples),
        rules=rule_totals(jobs),
        time_line=time_line(jobs),
        file_bytes=sum(path.stat().st_size for _, path in find_data_files(dataset)),
        code=code,
    )


def _examples(config: Config, dataset: Path, outcome: Outcome) -> dict[str, list[Sample]]:
    named = {check.name: check.examples[:_EXAMPLES_PER_CHECK] for check in outcome.having("failed")}
    found = samples_by_id(config, dataset, {sample_id for ids in named.values() for sample_id in ids})
    shown = {name: [found[sample_id] for sample_id in ids if sample_id in found] for name, ids in named.items()}
    return {name: samples for name, samples in shown.items() if samples}
