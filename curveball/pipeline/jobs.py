"""The jobs of the workflow, in the order in which they depend on each other, and the results of each."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, get_args

from curveball.config.model import Config, ExportFormat
from curveball.dataset import layout
from curveball.dataset.parts import parts
from curveball.export.files import files_of
from curveball.generation.identity import identity
from curveball.pipeline import specs
from curveball.report import catalog

RESULTS = "results"
SHARDS = f"{RESULTS}/shards"
DATASET = f"{RESULTS}/dataset"
MANIFEST = f"{DATASET}/{layout.MANIFEST}"
PARTS = f"{RESULTS}/parts"
VALIDATION = f"{RESULTS}/validation.json"
PAGE = f"{RESULTS}/report.html"
FIGURES = f"{RESULTS}/figures"
DESCRIPTION = [f"{DATASET}/{name}" for name in layout.DESCRIPTION]
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
    place: Callable[[str], str] = str
    """Returns where a file is: elsewhere, if another workflow has moved the paths of this one."""

    @property
    def record(self) -> str:
        """The file in which the job records what it wrote."""
        return str(self.place(f"{RECORDS}/{self.name}.json"))

    @property
    def benchmark(self) -> str:
        """The file in which Snakemake writes how long the job took."""
        return self.place(f"{BENCHMARKS}/{self.name}.tsv")

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
    merged_parts: Sequence[Job]
    """Those that merge a part of the dataset each; none if it has one part, which the dataset's own job merges."""
    checked_parts: Sequence[Job]
    """Those that validate one of these parts each."""
    dataset: Job
    validation: Job
    description: Job
    report: Job
    verdict: Job
    exports: Sequence[Job]
    other_exports: Sequence[Job]
    """Those that the configuration does not list. They do not run, but an earlier run may have left their results."""

    def __iter__(self) -> Iterator[Job]:
        """Yield the jobs that may run, each after those whose outputs it reads."""
        yield from (*self.shards, *self.merged_parts, *self.checked_parts, self.dataset)
        yield from (self.validation, self.description, self.report, self.verdict)
        yield from self.exports

    @property
    def targets(self) -> list[str]:
        """The files that a run asks for: all outputs, but only the lists of the dataset's files.

        Snakemake takes longer to plan with each file. One of the dataset that is missing is noticed by `find_stale`.
        """
        lists = {job: job.outputs[-1:] for job in (*self.merged_parts, self.dataset)}
        return [output for job in self for output in lists.get(job, job.outputs)]


def all_jobs(config: Config, place: Callable[[str], str] = str) -> Jobs:
    """Return all jobs of a configuration.

    Args:
        config: The configuration.
        place: Returns where a file is that would be at a path, if this is a part of another workflow.
    """

    def job(name: str, outputs: Sequence[str], spec: Callable[[], Mapping[str, Any]], *inputs: Job) -> Job:
        return Job(name, [place(output) for output in outputs], spec, inputs, place)

    shards = {
        shard: job(
            shard.job, [f"{SHARDS}/{shard.file}"], partial(specs.shard_spec, config, shard.class_name, shard.number)
        )
        for shard in layout.shards(config)
    }
    cut = parts(config)
    merged = [
        job(
            part.merge_job,
            [*(f"{DATASET}/{file.name}" for file in part.files), f"{PARTS}/{part.merged_file}"],
            partial(specs.merge_part_spec, config, part.number),
            *(shards[shard] for shard in part.shards),
        )
        for part in (cut if len(cut) > 1 else ())
    ]
    checked = [
        job(
            part.validate_job,
            [f"{PARTS}/{file}" for file in part.checked_files],
            partial(specs.validate_part_spec, config, part.number),
            merged_part,
        )
        for part, merged_part in zip(cut, merged, strict=False)
    ]
    of_parts = {file for part in cut for file in part.files} if merged else set()
    files = [f"{DATASET}/{file.name}" for file in layout.data_files(config) if file not in of_parts]
    figures = [f"{FIGURES}/{figure.file}" for figure in catalog.figures(config)]
    dataset = job("merge_dataset", [*files, MANIFEST], partial(specs.merge_spec, config), *(merged or shards.values()))
    validation = job("validate_dataset", [VALIDATION], partial(specs.validate_spec, config), dataset, *checked)
    description = job("describe_dataset", DESCRIPTION, partial(specs.describe_spec, config), dataset, validation)
    report = job("write_report", [PAGE, *figures], partial(specs.report_spec, config), dataset, validation)
    verdict = job("enforce_checks", [VERDICT], specs.verdict_spec, validation, description, report)
    exports = {
        name: job(
            f"export_{name}",
            [f"{EXPORTS}/{name}/{file}" for file in files_of(name, layout.data_files(config))],
            partial(specs.export_spec, name),
            dataset,
        )
        for name in get_args(ExportFormat)
    }
    return Jobs(
        shards=list(shards.values()),
        merged_parts=merged,
        checked_parts=checked,
        dataset=dataset,
        validation=validation,
        description=description,
        report=report,
        verdict=verdict,
        exports=[exports[name] for name in config.exports],
        other_exports=[export for name, export in exports.items() if name not in config.exports],
    )
