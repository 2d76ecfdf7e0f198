"""Two shards, a dataset and its validation, as files of a few bytes."""

from pathlib import Path

from curveball.pipeline.jobs import Job
from curveball.pipeline.records import write_record


def small_jobs(seed: int = 42) -> list[Job]:
    """Return jobs whose results depend on a seed. Their files are relative to the working directory."""

    def spec():
        return {"seed": seed}

    shards = [Job(f"generate_linear_0000{number}", [f"results/shards/{number}"], spec) for number in range(2)]
    dataset = Job("merge_dataset", ["results/dataset/train", "results/dataset/manifest"], dict, shards)
    validation = Job("validate_dataset", ["results/validation"], dict, [dataset])
    return [*shards, dataset, validation]


def run(*jobs: Job) -> None:
    """Write the results of jobs, atomically as jobs do, and record them."""
    for job in jobs:
        for output in map(Path, job.outputs):
            output.parent.mkdir(parents=True, exist_ok=True)
            output.unlink(missing_ok=True)
            output.write_text(f"{output} {job.identity}")
        write_record(job.record, job.identity, job.outputs)


def contents(*jobs: Job) -> dict[str, str | None]:
    """Return the content of each result; None for those that are missing."""
    paths = [Path(output) for job in jobs for output in job.outputs]
    return {str(path): path.read_text() if path.exists() else None for path in paths}
