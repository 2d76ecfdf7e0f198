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
from functools import partial
from pathlib import Path

import curveball
from benchmarks.memory import START
from curveball.dataset import layout
from curveball.dataset.merging import merge_shards
from curveball.generation.shards import write_shard

_IMPORTS = """
disable("pandas")
use_system_memory()
from curveball.config.loading import parse_config
from curveball.generation.shards import write_shard
"""
_VIDEOS_PER_CLASS = 128
"""Fewer would leave the classifiers of the validation out, which take most of its time for so few videos."""
_FEW_PER_CLASS = 64


def works(folder: Path) -> dict[str, Callable[[], object]]:
    """Return the work of each stage, by its name. They share two small datasets in a folder, which it writes."""
    config, few = (curveball.parse_config({"samples_per_class": n}) for n in (_VIDEOS_PER_CLASS, _FEW_PER_CLASS))
    shards = {shard: folder / "shards" / shard.file for shard in layout.shards(config)}
    dataset = folder / "dataset"
    _write(few, folder / "few")
    _write(config, folder)

    def start() -> None:
        subprocess.run([sys.executable, "-c", START + _IMPORTS, "{}", ""], check=True)

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

    return {
        "start": start,
        "generate": generate,
        "merge": merge,
        "read": read,
        "validate": partial(validate, few, folder / "few" / "dataset"),
        "validate, with classifiers": partial(validate, config, dataset),
    }


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
