"""The jobs of the workflow, in the order in which they depend on each other, and the results of each."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from curveball.config.model import Config
from curveball.dataset import layout
from curveball.export.files import files_of
from curveball.generation.identity import identity
from curveball.pipeline import specs
from curveball.report import catalog

RESULTS = "results"
SHARDS = f"{RESULTS}/shards"
DATASET = f"{RESULTS}/dataset"
MANIFEST = f"{DATASET}/{layout.MANIFEST}"
VALIDATION = f"{RESULTS}/validation.json"
PAGE = f"{RESULTS}/report.html"
FIGURES = f"{RESULTS}/figures"
VERDICT = f"{RESULTS}/verdict.txt"
EXPORTS = f"{RESULTS}/exports"
RECORDS = f"{RESULTS}/records"
BENCHMARKS = f"{RESULTS}/benchmarks"
PREVIOUS = f"{RESULTS}/.previous"


@dataclass(frozen=True, eq=False)
class Job:
    """A job, the files that it writes, and what they depend on."""

    name: str
    """generate_helical_00003, merge_dataset."""
    outputs: Sequence[str]
    """The files that it writes."""
    spec: Callable[[], Mapping[str, Any]]
    """Returns what they depend on, apart from what other jobs write."""
    inputs: Sequence["Job"] = ()
    """The jobs whose outputs it reads."""

    @property
    def record(self) -> str:
        """The file in which the job records what it wrote."""
        return f"{RECORDS}/{self.name}.json"

    @cached_property
    def identity(self) -> str:
        """Digest of all that the outputs depend on, 32 hexadecimal digits.

        It covers the identities of the inputs. A change of a setting, of code or of a version therefore changes the
        identity of every result that depends on it, directly or through others.
        """
        spec = self.spec()
        return identity({"spec": spec, "inputs": [job.identity for job in self.inputs]} if self.inputs else spec)


@dataclass(frozen=True)
class Jobs:
    """All jobs of a configuration."""

    shards: Sequence[Job]
    dataset: Job
    validation: Job
    report: Job
    verdict: Job
    exports: Sequence[Job]

    def __iter__(self) -> Iterator[Job]:
        """Yield the jobs, each after those whose outputs it reads."""
        yield from (*self.shards, self.dataset, self.validation, self.report, self.verdict, *self.exports)


def all_jobs(config: Config) -> Jobs:
    """Return all jobs of a configuration."""
    shards = [
        Job(shard.job, [f"{SHARDS}/{shard.file}"], partial(specs.shard_spec, config, shard.class_name, shard.number))
        for shard in layout.shards(config)
    ]
    files = [f"{DATASET}/{file.name}" for file in layout.data_files(config)]
    figures = [f"{FIGURES}/{figure.file}" for figure in catalog.figures(config)]
    dataset = Job("merge_dataset", [*files, MANIFEST], partial(specs.merge_spec, config), shards)
    validation = Job("validate_dataset", [VALIDATION], partial(specs.validate_spec, config), [dataset])
    report = Job("write_report", [PAGE, *figures], partial(specs.report_spec, config), [dataset, validation])
    verdict = Job("enforce_checks", [VERDICT], specs.verdict_spec, [validation, report])
    exports = [
        Job(
            f"export_{name}",
            [f"{EXPORTS}/{name}/{file}" for file in files_of(name, layout.data_files(config))],
            partial(specs.export_spec, name),
            [dataset],
        )
        for name in config.exports
    ]
    return Jobs(shards=shards, dataset=dataset, validation=validation, report=report, verdict=verdict, exports=exports)
