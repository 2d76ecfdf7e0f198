"""What all rules share: the checked configuration, and the paths of files."""

import os
import sys
from datetime import datetime
from functools import cache
from pathlib import Path

from snakemake.utils import update_config

# Snakemake and every job run the code beside this file, never an installed copy of it.
sys.path.insert(0, str(workflow.basedir))

from curveball.config.errors import CurveballError
from curveball.config.loading import parse_config, parse_scalars
from curveball.dataset import layout
from curveball.generation.feasibility import check_first_samples
from curveball.generation.lean_process import disable_pandas
from curveball.pipeline import run_lock, snakemake_session, specs
from curveball.pipeline.places import UnusablePlaceError, check_code_folder
from curveball.pipeline.run_summary import Results
from curveball.report import catalog

snakemake_session.use_code_of(workflow.basedir)
disable_pandas()

# All logs of a run begin with the time at which it started; a job on another machine finds it in its environment.
RUN = os.environ["CURVEBALL_RUN"] = snakemake_session.run_name(os.environ.get("CURVEBALL_RUN"), datetime.now())


envvars:
    "CURVEBALL_RUN",
    "PYTHONPATH",


update_config(config, parse_scalars(dict(workflow.config_settings.config)))
try:
    check_code_folder(Path(workflow.basedir))
    CONFIG = parse_config(config)
    if workflow.is_main_process:
        check_first_samples(CONFIG)
        run_lock.enter(Path(".snakemake"), Path("results"), unlocks="--unlock" in sys.argv)
except (CurveballError, UnusablePlaceError) as error:
    sys.exit(f"\n{error}\n")


wildcard_constraints:
    shard=layout.SHARD_NUMBER,


def log_of(job):
    """Return the path of a job's log: logs/20260125_005159_merge_dataset.log."""
    return f"logs/{layout.log_file(RUN, job)}"


@cache
def all_shards():
    """Return the paths of all shards, class by class."""
    return [f"results/shards/{shard.file}" for shard in layout.shards(CONFIG)]


@cache
def dataset_files():
    """Return the paths of the dataset's files, the manifest last."""
    return [f"results/dataset/{name}" for name in [*(file.name for file in layout.data_files(CONFIG)), layout.MANIFEST]]


@cache
def figures():
    """Return the figures of the report."""
    return catalog.figures(CONFIG)


def report_figures():
    """Return the paths of the report's figures."""
    return [f"results/figures/{figure.file}" for figure in figures()]


def shard_spec(class_name):
    """Return what the bytes of a shard depend on, as a function of its wildcards."""
    return lambda wildcards: specs.shard_spec(CONFIG, class_name, int(wildcards.shard))


SESSION = snakemake_session.Session(
    shards=layout.shards(CONFIG),
    folder=Path("results/shards"),
    results=Results(
        data=[Path(path) for path in all_shards() + dataset_files()],
        manifest=Path("results/dataset", layout.MANIFEST),
        validation=Path("results/validation.json"),
        page=Path("results/report.html"),
        verdict=Path("results/verdict.txt"),
    ),
    logs=Path("logs"),
    run=RUN,
)
