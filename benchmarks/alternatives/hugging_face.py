"""Hugging Face's `datasets`: `Dataset.from_generator` with two processes, which share a list of parts."""

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from datasets import Array2D, Array4D, ClassLabel, Dataset, Features, List, Value, concatenate_datasets

from benchmarks.alternatives.samples import (
    BATCH,
    PROCESSES,
    Run,
    config_of,
    main,
    parts_of,
    random_positions,
    samples_of,
)


def write(count: int, folder: Path) -> None:
    """Write Arrow files, which is where `from_generator` keeps a dataset."""
    Dataset.from_generator(
        _samples,
        features=_features(count),
        cache_dir=str(folder),
        gen_kwargs={"parts": parts_of(count)},
        num_proc=PROCESSES,
    )


def readers(count: int, folder: Path) -> Mapping[str, Run]:
    """Return the ways to read the videos with their labels."""
    files = sorted(folder.rglob("*.arrow"))
    dataset = concatenate_datasets([Dataset.from_file(str(path)) for path in files])
    dataset = dataset.select_columns(["video", "label"]).with_format("numpy")
    return {
        "samples in order": partial(iter, dataset),
        "batches in order": partial(dataset.iter, BATCH),
        "random samples": lambda: map(dataset.__getitem__, random_positions(count)),
    }


def _samples(parts: list[tuple[int, int, int]]) -> Iterator[dict[str, Any]]:
    for part in parts:
        yield from samples_of(*part)


def _features(count: int) -> Features:
    config = config_of(count)
    frames = config.frames
    return Features(
        {
            "sample_id": Value("string"),
            "label": ClassLabel(names=list(config.classes)),
            "class_name": Value("string"),
            "trajectory_3d": Array2D((frames, 3), "float32"),
            "trajectory_2d": Array2D((frames, 2), "float32"),
            "radius_px": List(Value("float32"), length=frames),
            "video": Array4D(config.video_shape, "uint8"),
        }
    )


if __name__ == "__main__":
    main(write, readers)
