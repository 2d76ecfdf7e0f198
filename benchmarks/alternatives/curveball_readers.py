"""Curveball's own readers, and Hugging Face's and PyTorch's with Curveball's files."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path

import torch
from datasets import load_dataset
from torch.utils.data import DataLoader

import curveball
import curveball.torch
from benchmarks.alternatives.samples import BATCH, Run, config_of, main, random_positions
from curveball.dataset import layout
from curveball.dataset.merging import merge_shards
from curveball.generation.shards import write_shard

_TRAINING = ["video", "label"]


def write(count: int, folder: Path) -> None:
    """Write a dataset, without the workflow."""
    config = config_of(count)
    shards = {shard: folder / "shards" / shard.file for shard in layout.shards(config)}
    for shard, path in shards.items():
        write_shard(config, shard.class_name, shard.first, shard.count, path, lambda done: None)
    merge_shards(config, list(shards.values()), folder / "dataset", lambda done: None)


def readers(count: int, folder: Path) -> Mapping[str, Run]:
    """Return the ways to read the samples: all columns, or the videos with their labels."""
    torch.set_num_threads(1)
    everything = curveball.Dataset(folder / "dataset")
    dataset = curveball.Dataset(folder / "dataset", columns=_TRAINING)
    stream = curveball.Stream(config_of(count), columns=_TRAINING)
    order = random_positions(count)
    hugging_face = load_dataset(str(folder / "dataset"), split="train+validation+test").select_columns(_TRAINING)
    decoded = hugging_face.with_transform(partial(curveball.decode_rows, shape=config_of(count).video_shape))
    return {
        "samples in order": partial(iter, dataset),
        "batches in order": partial(dataset.batches, BATCH, 1),
        "random samples": lambda: map(dataset.__getitem__, order),
        "random batches": partial(dataset[order].batches, BATCH, 1),
        "samples in order, all columns": partial(iter, everything),
        "PyTorch Loader, shuffled": partial(iter, curveball.torch.Loader(dataset, BATCH, shuffle=True)),
        "PyTorch DataLoader, shuffled": partial(iter, DataLoader(dataset, BATCH, shuffle=True)),
        "Hugging Face on Curveball's files, batches in order": partial(decoded.iter, BATCH),
        "Stream, which generates them: batches in order": partial(stream.batches, BATCH, 1),
    }


if __name__ == "__main__":
    main(write, readers)
