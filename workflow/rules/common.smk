"""What all rules share: the checked configuration, paths, and the identity of each job's result."""

import atexit
import json
import os
import sys
import threading
from datetime import datetime
from pathlib import Path

from snakemake.logging import logger
from snakemake.utils import update_config

# The code beside this file is used, in this process and in every job's, never another installed copy.
sys.path.insert(0, str(workflow.basedir))
os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(workflow.basedir), os.environ.get("PYTHONPATH")]))

from curveball.pipeline import specs
from curveball.config.errors import ConfigError
from curveball.config.loading import parse_config, parse_scalars
from curveball.pipeline.progress import Progress, Shard
from curveball.report import catalog
from curveball.dataset import layout

# Snakemake imports pandas, if there is one, to compare parameters that are data frames; ours are not. It takes 0.4 s.
sys.modules.setdefault("pandas", None)

# One stamp for all logs of a run; a job on another machine finds it in its environment.
STAMP = os.environ.setdefault("CURVEBALL_RUN", f"{datetime.now():%Y%m%d_%H%M%S}")


envvars:
    "CURVEBALL_RUN",
    "PYTHONPATH",


update_config(config, parse_scalars(dict(workflow.config_settings.config)))
try:
    CONFIG = parse_config(config)
except ConfigError as error:
    sys.exit(f"\n{error}\n")


wildcard_constraints:
    shard=layout.SHARD_NUMBER,


def log_of(job):
    """Return the path of a job's log: logs/20260125_005159_merge_dataset.log."""
    return f"logs/{STAMP}_{job}.log"


def shard_paths(class_name):
    """Return the paths of a class's shards, in the order of their indices."""
    return [f"results/shards/{shard.file}" for shard in layout.shards_of_class(CONFIG, class_name)]


def all_shards():
    """Return the paths of all shards."""
    return [path for class_name in CONFIG.classes for path in shard_paths(class_name)]


def progress_of_run():
    """Return a display of how far this run is."""
    shards = {
        Path("results/shards", shard.file): Shard(
            shard.class_name, f"generate_{shard.class_name}_{shard.number:05d}", shard.count
        )
        for shard in layout.shards(CONFIG)
    }
    return Progress(shards, Path("logs"), STAMP)


def show_progress():
    """Show how far the run is instead of Snakemake's ten lines a job, which its own log keeps.

    `quiet` would take them from that log and from dry runs, too. Warnings and errors are shown; `--no-hooks` shows all.
    """
    set_screen_level("WARNING")
    PROGRESS.start()


def end_progress():
    """Take the display away, for Snakemake's last words, and don't keep the user waiting after them.

    Up to a second after its last job Snakemake still has timers that would look for another one. Python waits for them.
    """
    PROGRESS.stop()
    set_screen_level("INFO")
    for thread in threading.enumerate():
        if isinstance(thread, threading.Timer):
            thread.cancel()


def set_screen_level(level):
    """Set how grave a message of Snakemake must be to be shown on the screen."""
    for handler in logger.handlers:
        if handler.name == "DefaultStreamHandler":
            handler.setLevel(level)


def dataset_files():
    """Return the paths of the dataset's files, the manifest last."""
    names = [file.name for file in layout.data_files(CONFIG)]
    return [f"results/dataset/{name}" for name in [*names, layout.MANIFEST]]


def report_figures():
    """Return the paths of the report's pictures."""
    return [f"results/figures/{figure.file}" for figure in catalog.figures(CONFIG)]


def shard_spec(class_name):
    """Return what the bytes of a shard depend on, as a function of its wildcards."""
    return lambda wildcards: specs.shard_spec(CONFIG, class_name, int(wildcards.shard))


def say_at_the_end(text):
    """Print a text when Snakemake has said its last word."""
    atexit.register(print, f"\n{text}", file=sys.stderr, flush=True)


def say_what_was_made():
    """Say where the results are, how many videos, how long it took, and whether every promise held."""
    verdict = Path("results/verdict.txt")
    results = [Path(path) for path in [*all_shards(), *dataset_files(), "results/validation.json", verdict]]
    if not all(path.exists() for path in results) or verdict.stat().st_mtime < max(
        path.stat().st_mtime for path in results
    ):
        return  # only a part of the results was asked for
    validation = json.loads(Path("results/validation.json").read_text(encoding="utf-8"))
    seconds = (datetime.now() - datetime.strptime(STAMP, "%Y%m%d_%H%M%S")).total_seconds()
    say_at_the_end(
        f"{validation['samples']:,} videos in results/dataset, in {seconds:.0f} s\n"
        f"fingerprint {validation['fingerprint']}\n"
        f"{verdict.read_text(encoding='utf-8').strip()} See results/report.html"
    )


def say_what_failed():
    """Repeat what the logs of this run call an error."""
    lines = []
    for log in sorted(Path("logs").glob(f"{STAMP}_*.log")):
        _, error, message = log.read_text(encoding="utf-8").partition(" ERROR ")
        if error:
            lines += [f"{log}:", message.strip(), ""]
    say_at_the_end("\n".join(lines or ["Failed: the lines above say why."]))


PROGRESS = progress_of_run()
