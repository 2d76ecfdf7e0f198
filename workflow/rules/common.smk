"""What all rules share: the checked configuration, and the paths of files."""

import os
import sys
from datetime import datetime
from pathlib import Path

# In a module, hooks are left out, and Snakemake's memory, its lock, signals and configuration files are those of the other
# workflow. Everything that acts on these is done only if this workflow is the whole run.
IS_MODULE = not workflow.modifier.is_main_snakefile()
if not IS_MODULE and Path(workflow.basedir) not in (CODE, CODE / "workflow"):
    raise SystemExit(
        f"\nThe workflow in {CODE} cannot be included in another one, whose settings and rules would mix with its own.\n"
        "Use it as a module: see docs/how-to/use-as-a-module.md.\n"
    )

# Snakemake and every job run the code beside the Snakefile, never an installed copy of it.
sys.path.insert(0, str(CODE))

import curveball

if not os.path.samefile(curveball.__path__[0], CODE / "curveball"):
    sys.exit(
        f"\nPython has loaded {curveball.__path__[0]} at its start, and not the code in {CODE}\n"
        "Remove the import of it from sitecustomize.py, usercustomize.py and the .pth files of this Python.\n"
    )

from curveball.generation.lean_process import (
    disable,
    keep_freed_memory,
    multiply_in_one_thread,
    pause_garbage_collection,
)

if not IS_MODULE:
    pause_garbage_collection()  # until the first job starts: see Session.start
    disable("pandas")
    multiply_in_one_thread()  # in jobs: Snakemake has imported NumPy
    keep_freed_memory()

from curveball.config.errors import CurveballError
from curveball.config.loading import parse_config, read_run_settings
from curveball.dataset import layout
from curveball.dataset.parts import CHECKED, MERGED
from curveball.pipeline import config_files, interruption, needs, obstacles, places, run_lock, snakemake_session, specs
from curveball.pipeline.jobs import (
    BENCHMARKS,
    DATASET,
    DESCRIPTION,
    EXPORTS,
    FIGURES,
    MANIFEST,
    PAGE,
    PARTS,
    PREVIOUS,
    RECORDS,
    RESULTS,
    SHARDS,
    VALIDATION,
    VERDICT,
    all_jobs,
)
from curveball.pipeline.run_summary import Results
from curveball.pipeline.stale import describe, describe_left, find_left_exports, find_stale, is_recorded
from curveball.report import catalog

IS_MAIN_PROCESS = workflow.is_main_process
# A job on a cluster asks for few cores, and uses no more, even if its node has more, where Snakemake runs once again. Which
# executor it has been given, Snakemake does not tell while it reads this file; but only others have a number of `jobs`.
IS_LOCAL = workflow.resource_settings.nodes is None and not workflow.remote_exec
if IS_MAIN_PROCESS and not IS_MODULE:
    interruption.prepare(sys.argv)
snakemake_session.use_code_of(CODE)
snakemake_session.quote_executable()
os.environ["MPLBACKEND"] = "agg"  # Jobs draw into files, whatever the user's environment asks for.

# All logs of a run begin with the time at which it started; a job on another machine finds it in its environment.
GIVEN_RUN = None if IS_MAIN_PROCESS else os.environ.get("CURVEBALL_RUN")
RUN = os.environ["CURVEBALL_RUN"] = snakemake_session.run_name(GIVEN_RUN, datetime.now())


envvars:
    "CURVEBALL_RUN",
    "MPLBACKEND",
    "PYTHONPATH",


def place(path):
    """Return where a file is: behind the prefix of the module, if this is one."""
    return workflow.modifier.modify_path(path)


# Snakemake's own `configfile` would lose settings such as `seed: {}`, and the order of the classes, which sets the labels.
DEFAULTS = f"{CODE}/config/config.yaml"
if not IS_MODULE:
    workflow.configfiles.append(DEFAULTS)
STALE = []
try:
    places.check_code_folder(CODE)
    if IS_MAIN_PROCESS:
        places.check_storage(
            provider=workflow.storage_settings.default_storage_provider,
            shared=[usage.item_to_choice() for usage in workflow.storage_settings.shared_fs_usage],
        )
    if IS_MAIN_PROCESS and not IS_MODULE:
        config_files.check_command(sys.argv)
        places.check_work_folder(Path())
    FILES = [] if IS_MODULE else workflow.config_settings.configfiles
    config = read_run_settings([DEFAULTS, *FILES], config if IS_MODULE else workflow.config_settings.config)
    CONFIG = parse_config(config)
    JOBS = all_jobs(CONFIG, place)
    if IS_MAIN_PROCESS:
        if not is_recorded(JOBS.dataset):  # Otherwise, all samples of this configuration have been generated.
            from curveball.generation.feasibility import check_first_samples

            check_first_samples(CONFIG)
        run_lock.enter(
            folder=Path(".snakemake"),
            results=Path(place(RESULTS)),
            previous=Path(place(PREVIOUS)),
            unlocks="--unlock" in sys.argv,
            is_module=IS_MODULE,
        )
        if removed := obstacles.remove_obstacles(obstacles.places_of(JOBS)):
            print(f"{obstacles.describe_removed(removed)}\n", file=sys.stderr)
        STALE = find_stale(JOBS)
        if left := find_left_exports(JOBS.other_exports):
            print(f"{describe_left(left)}\n", file=sys.stderr)
    else:
        run_lock.enter_job(Path(".snakemake"))
except CurveballError as error:
    sys.exit(f"\n{error}\n")
if STALE:
    print(f"{describe(STALE)}\n", file=sys.stderr)

STALE_JOBS = {stale.job for stale in STALE}
OUTPUTS_OF_STALE_JOBS = {job.name: job.outputs for job in JOBS if job.name in STALE_JOBS}


wildcard_constraints:
    shard=layout.SHARD_NUMBER,
    part=layout.SHARD_NUMBER,


def log_of(job):
    """Return the path of a job's log: logs/20260125_005159_merge_dataset.log."""
    return f"logs/{layout.log_file(RUN, job)}"


def rerun_if_stale(job):
    """Return an input function that adds no input, but tells Snakemake to run the job if its results are stale.

    Snakemake calls it for the jobs that lead to its targets, before it decides which of them to run.

    Args:
        job: Name of the job, with its wildcards.
    """

    def add_nothing(wildcards):
        workflow.dag.forcefiles.update(OUTPUTS_OF_STALE_JOBS.get(job.format(**wildcards), ()))
        if not IS_MODULE:  # Set in profiles/default, which Snakemake does not load if it is given another profile.
            workflow.dag_settings.force_incomplete = True
        return []

    return add_nothing


def spec_of(job):
    """Return what the results of a job depend on, as a function: only the process of the job computes it."""
    return lambda wildcards: job.spec()


def identity_of(job):
    """Return the identity of the results of a job, as a function."""
    return lambda wildcards: job.identity


def shard_identities_of(job):
    """Return the identities of the shards that a job reads, as a function."""
    return lambda wildcards: (
        [] if job is JOBS.dataset and JOBS.merged_parts else [shard.identity for shard in job.inputs]
    )


def memory_of(rule):
    """Return how much memory a job of a rule asks a cluster for, in MB, as a function."""
    return lambda wildcards, attempt: needs.memory_mb(CONFIG, rule, attempt)


def shard_spec(class_name):
    """Return what a shard depends on, as a function of its wildcards."""
    return lambda wildcards: specs.shard_spec(CONFIG, class_name, int(wildcards.shard))


def shard_files():
    """Return the paths of all shards, class by class."""
    return [output for job in JOBS.shards for output in job.outputs]


def data_files():
    """Return the paths of what the dataset was merged to."""
    return [output for job in (*JOBS.merged_parts, JOBS.dataset) for output in job.outputs]


SESSION = snakemake_session.Session(
    shards=layout.shards(CONFIG),
    folder=Path(SHARDS),
    jobs=JOBS,
    previous=Path(PREVIOUS),
    results=Results(
        data=[Path(path) for path in (*shard_files(), *data_files())],
        manifest=Path(MANIFEST),
        validation=Path(VALIDATION),
        page=Path(PAGE),
        verdict=Path(VERDICT),
    ),
    logs=Path("logs"),
    run=RUN,
)
