"""Where the CPU time of a run goes: each stage, beside the limit of what it does, measured in turn."""

import json
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

import curveball
from benchmarks.comparison import run_workflow
from benchmarks.costs import output_of, python
from benchmarks.limits import IMPORTS, VIDEOS, Limits, limits_now
from benchmarks.memory import JOBS, START
from curveball.dataset import layout
from curveball.generation.encoding import encode_video
from curveball.generation.memory import rows_per_group
from curveball.generation.rendering import Renderer, videos_per_batch
from curveball.generation.sampling import draw_samples
from curveball.generation.schema import table_schema
from curveball.generation.shards import columns_without_pixels, similar_in_size, table_writer

STARTS = "start the processes that generate"
GENERATE = (STARTS, "draw curves and views", "captions and columns", "render", "compress and digest", "write Parquet")
MERGE, VALIDATE, REPORT, REST = "merge", "validate", "report", "the rest: Snakemake, description, verdict"
_WRITE_ALONE = "write the videos alone"
_JOBS = (MERGE, VALIDATE, REPORT)
_IMPORTS_OF_SHARDS = """
disable("pandas")
use_system_memory()
from curveball.config.loading import parse_config
from curveball.generation.shards import write_shard
"""
_IMPORTS_OF_REPORT = "import jinja2, matplotlib.axes, pandas, PIL.Image"
_LEARNING = """
import json, sys, time
from pathlib import Path
from curveball.config.loading import parse_config
from curveball.dataset.layout import MANIFEST
from curveball.dataset.manifest import read_manifest
from curveball.validation.shortcuts import classifiers
from curveball.validation.validate import measure

seconds = 0.0

def timed(function):
    def run(*arguments):
        global seconds
        began = time.thread_time()
        found = function(*arguments)
        seconds += time.thread_time() - began
        return found
    return run

for kind in (classifiers.BoostedTrees, classifiers.LinearMap, classifiers.Histogram, classifiers.RandomCosines):
    kind.fit, kind.predict = timed(kind.fit), timed(kind.predict)
folder = Path(sys.argv[1])
measure(parse_config(read_manifest(folder / MANIFEST).config), folder, 1, lambda done: None)
print(json.dumps(seconds))
"""
"""Prints how long all classifiers of a validation take to learn and to predict, in seconds of CPU time."""
_VIDEOS_PER_CLASS = 1024


def measure_stages(count: int, rounds: int, cores: int) -> dict[str, Any]:
    """Return the CPU time of each stage of a run and its limit, in R."""
    found = [_one_round(count, cores) for _ in range(rounds)]
    names = found[0]
    rows = [
        {
            "stage": name,
            "cpu_r": median(row[name][0] for row in found),
            "limit_r": median(row[name][1] for row in found),
        }
        for name in names
    ]
    made = [*GENERATE, MERGE]
    of_limit = [sum(row[name][0] for name in made) / sum(row[name][1] for name in made) for row in found]
    return {"videos": count, "rounds": rounds, "rows": rows, "generate_and_merge_of_limit": median(of_limit)}


def _one_round(count: int, cores: int) -> dict[str, tuple[float, float]]:
    """Return what each stage takes and its limit, in R; a limit of 0 for a stage that has none."""
    with tempfile.TemporaryDirectory(prefix="curveball-bench-") as temporary:
        before = limits_now()
        whole = run_workflow(Path(temporary), count, cores)
        parts = json.loads(output_of("-m", "benchmarks.stages"))
        config = curveball.parse_config({"samples_per_class": count // 4})
        settings = json.dumps({"samples_per_class": count // 4})
        seconds = {job: python("-c", START + JOBS[job], settings, f"{temporary}/results").cpu_s for job in _JOBS}
        learning_s = json.loads(output_of("-c", _LEARNING, f"{temporary}/results/dataset"))
        imports_s = python("-c", f"{IMPORTS}; {_IMPORTS_OF_REPORT}").cpu_s
        start_s = median(python("-c", START + _IMPORTS_OF_SHARDS, "{}", "").cpu_s for _ in range(3))
        limits = Limits(*((a + b) / 2 for a, b in zip(before, limits_now(), strict=True)))
    shards, scale = len(layout.shards(config)), count / VIDEOS
    costs = {STARTS: shards * start_s}
    costs |= {name: parts[name] * count for name in GENERATE[1:]}
    costs |= {MERGE: seconds[MERGE], VALIDATE: seconds[VALIDATE], REPORT: seconds[REPORT]}
    costs[REST] = whole.cpu_s - sum(costs.values())
    floors = {
        STARTS: shards * limits.start_s,
        "render": limits.fill_s * scale,
        "compress and digest": limits.compress_s * scale,
        "write Parquet": parts[_WRITE_ALONE] * count,
        MERGE: limits.start_s,
        VALIDATE: limits.decode_s * scale + learning_s + limits.start_s,
        REPORT: imports_s,
    }
    unit = limits.reference_s
    return {name: (cost / unit, floors.get(name, 0) / unit) for name, cost in costs.items()}


def _parts_of_shards(folder: Path) -> dict[str, float]:
    """Return the CPU seconds per video of each part of generating, without the start of the process."""
    config = curveball.parse_config({})
    seconds: dict[str, float] = defaultdict(float)

    @contextmanager
    def timed(part: str) -> Iterator[None]:
        began = time.process_time()
        yield
        seconds[part] += time.process_time() - began

    renderer, size = Renderer(config, videos_per_batch(config)), rows_per_group(config.video_shape)
    for class_name in config.classes:
        schema, alone = table_schema(config, [class_name]), pa.schema({"video": pa.binary()})
        with (
            table_writer(folder / f"{class_name}.parquet", schema) as writer,
            pq.ParquetWriter(folder / "alone.parquet", alone, compression="none", use_dictionary=False) as plain_writer,
        ):
            for first in range(0, _VIDEOS_PER_CLASS, size):
                with timed("draw curves and views"):
                    samples = draw_samples(config, class_name, np.arange(first, first + size))
                with timed("captions and columns"):
                    columns = columns_without_pixels(config, samples)
                encoded = []
                for batch in similar_in_size(samples.radius_px, renderer.max_videos):
                    with timed("render"):
                        frames = renderer.draw(samples.trajectory_2d[..., batch], samples.radius_px[..., batch])
                    with timed("compress and digest"):
                        encoded += map(encode_video, frames)
                with timed("write Parquet"):
                    videos, digests = zip(*encoded, strict=True)
                    columns |= {"video": pa.array(videos, pa.binary()), "digest": pa.array(digests)}
                    rows = pa.record_batch([columns[name] for name in schema.names], schema=schema)
                    writer.write_batch(rows, row_group_size=size)
                with timed(_WRITE_ALONE):
                    plain_writer.write_batch(pa.record_batch([columns["video"]], schema=alone), row_group_size=size)
    return {part: value / (_VIDEOS_PER_CLASS * len(config.classes)) for part, value in seconds.items()}


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="curveball-bench-") as temporary:
        _parts_of_shards(Path(temporary))
        print(json.dumps(_parts_of_shards(Path(temporary))))
