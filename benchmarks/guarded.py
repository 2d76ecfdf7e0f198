"""The work that the regression guard measures, in the tree that it is run in: `python -m benchmarks.guarded`.

It reads the names of stages, one per line, does the work of each, and prints the CPU seconds that it took, as JSON.
Each tree brings its own copy, so that each knows its own functions. Names and units are all that two trees must
agree on.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from functools import partial
from itertools import islice
from pathlib import Path

import numpy as np

import curveball
from benchmarks.memory import START
from curveball.dataset import layout
from curveball.dataset.merging import merge_part, merge_shards
from curveball.dataset.parts import parts
from curveball.generation.encoding import encode_video
from curveball.generation.rendering import render
from curveball.generation.sampling import Samples, draw_samples
from curveball.generation.shards import columns_without_pixels, write_shard
from curveball.pipeline.jobs import all_jobs

_IMPORTS = """
disable("pandas")
use_system_memory()
from curveball.config.loading import parse_config
from curveball.generation.shards import write_shard
"""
_IMPORTS_OF_THE_OTHERS = """
import curveball.dataset.merging, curveball.validation.validate, curveball.publication.describe, curveball.report.page
"""
_VIDEOS_PER_CLASS = 128
"""Fewer would leave the classifiers of the validation out, which take most of its time for so few videos."""
_FEW_PER_CLASS = 64
_PARTS = {"rows_per_file": 20, "samples_per_part": 64}
_MANY_SHARDS = {"samples_per_class": 500_000, "samples_per_shard": 1_000}


def works(folder: Path) -> dict[str, Callable[[], object]]:
    """Return the work of each stage, by its name. They share small datasets in a folder, which it writes."""
    large = {"merge and validate parts": partial(_use_parts, folder / "parts"), "plan": _plan}
    return _works_of_a_run(folder) | _works_of_a_shard() | large


def _works_of_a_run(folder: Path) -> dict[str, Callable[[], object]]:
    config, few = (curveball.parse_config({"samples_per_class": n}) for n in (_VIDEOS_PER_CLASS, _FEW_PER_CLASS))
    shards = {shard: folder / "shards" / shard.file for shard in layout.shards(config)}
    dataset = folder / "dataset"
    _write(few, folder / "few")
    _write(config, folder)

    def start(imports: str) -> None:
        subprocess.run([sys.executable, "-c", START + imports, "{}", ""], check=True)

    def generate() -> None:
        for shard, path in shards.items():
            write_shard(config, shard.class_name, shard.first, shard.count, path, _ignore)

    def merge() -> None:
        merge_shards(config, list(shards.values()), dataset, _ignore)

    def validate(its_config: curveball.Config, its_folder: Path) -> None:
        from curveball.validation.validate import measure

        measure(its_config, its_folder, 1, _ignore)

    def read() -> None:
        samples = curveball.Dataset(dataset, columns=["video", "label"])
        for _ in samples.batches(64):
            pass
        for number in range(0, len(samples), 2):
            samples[number]

    def describe() -> None:
        from curveball.pipeline.specs import CITATION
        from curveball.publication.describe import describe_dataset

        describe_dataset(config, dataset, folder / "validation.json", CITATION, {}, {})

    def report() -> None:
        from curveball.report.page import write_report

        page, figures = folder / "report.html", folder / "figures"
        write_report(config, dataset, folder / "validation.json", [], {}, page, figures, datetime(2026, 1, 1))

    def stream() -> None:
        for _ in islice(curveball.Stream(config, split="train").batches(64), 4):
            pass

    _write_validation(config, folder)
    return {
        "start": partial(start, _IMPORTS),
        "start the others": partial(start, _IMPORTS_OF_THE_OTHERS),
        "generate": generate,
        "merge": merge,
        "read": read,
        "validate": partial(validate, few, folder / "few" / "dataset"),
        "validate, with classifiers": partial(validate, config, dataset),
        "describe": describe,
        "report": report,
        "stream": stream,
    }


def _works_of_a_shard() -> dict[str, Callable[[], object]]:
    """Return what generating consists of, each part alone: a change of one of them would hardly show in the whole."""
    config = curveball.parse_config({"samples_per_class": _VIDEOS_PER_CLASS})

    def draw() -> list[Samples]:
        return [draw_samples(config, name, np.arange(_VIDEOS_PER_CLASS)) for name in config.classes]

    samples = draw()
    videos = list(render(config, samples[0].trajectory_2d, samples[0].radius_px))
    return {
        "draw curves and views": draw,
        "captions and columns": lambda: [columns_without_pixels(config, own) for own in samples],
        "render": lambda: [render(config, own.trajectory_2d, own.radius_px) for own in samples],
        "compress and digest": lambda: list(map(encode_video, videos)),
    }


def _use_parts(folder: Path) -> None:
    """Merge and validate each part of a dataset, whose shards exist."""
    from curveball.validation.validate import check_part

    config = curveball.parse_config({"samples_per_class": _FEW_PER_CLASS} | _PARTS)
    shards = folder.parent / "few" / "shards"
    for part in parts(config):
        merge_part(config, part, [shards / shard.file for shard in part.shards], folder, _ignore)
        check_part(config, folder, [file.name for file in part.files], 1, _ignore)


def _plan() -> None:
    """Plan the jobs of a large dataset, and what each depends on."""
    for job in all_jobs(curveball.parse_config(_MANY_SHARDS)):
        job.identity  # noqa: B018  It is computed when it is first asked for.


def _write_validation(config: curveball.Config, folder: Path) -> None:
    """Validate a dataset once, for what reads the outcome."""
    from curveball.validation.validate import validate

    validate(config, folder / "dataset", folder / "validation.json", 1, _ignore)


def _write(config: curveball.Config, folder: Path) -> None:
    """Write a dataset."""
    shards = {shard: folder / "shards" / shard.file for shard in layout.shards(config)}
    for shard, path in shards.items():
        write_shard(config, shard.class_name, shard.first, shard.count, path, _ignore)
    merge_shards(config, list(shards.values()), folder / "dataset", _ignore)


def main() -> None:
    """Print the names of the stages. Then serve. A stage is done once before it is measured, to import everything."""
    with tempfile.TemporaryDirectory(prefix="curveball-guard-") as folder:
        stages, warm = works(Path(folder)), set[str]()
        print(json.dumps(list(stages)), flush=True)
        for stage in map(str.strip, sys.stdin):
            if stage not in warm:
                stages[stage]()
                warm.add(stage)
            print(json.dumps(_cpu_seconds(stages[stage])), flush=True)


def _cpu_seconds(work: Callable[[], object]) -> float:
    """Return the CPU time of this process and of those that it starts and waits for."""
    before = _used()
    work()
    return _used() - before


def _used() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def _ignore(done: int) -> None:
    """Progress is not shown."""


if __name__ == "__main__":
    main()
