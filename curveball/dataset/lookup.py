"""Finds a sample of a dataset by its name."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from curveball.config.errors import CurveballError
from curveball.config.loading import parse_config
from curveball.dataset.checked_file import CheckedFile
from curveball.dataset.layout import MANIFEST
from curveball.dataset.manifest import Manifest, read_manifest
from curveball.dataset.reader import Dataset
from curveball.dataset.sample_rows import Sample
from curveball.dataset.splits import ALL_SPLITS, TWINS, split_of
from curveball.dataset.twin_plan import Twin, planned_twins
from curveball.generation.schema import parse_sample_id, sample_id


def find_sample(folder: Path, name: str) -> Sample:
    """Return a sample of a dataset. Only the names in the files of its split are read, and then its row group.

    Args:
        folder: Folder of the dataset.
        name: Name of the sample; leading zeros of its index may be left out.

    Raises:
        CurveballError: The dataset has no such sample, or is damaged.
    """
    manifest = read_manifest(folder / MANIFEST)
    name, split = _name_and_split(manifest, name)
    position = 0
    for entry in manifest.splits[split]:
        file = CheckedFile(folder, entry, manifest.identity)
        schema = file.read_schema()
        for group in range(len(file.group_ends())):
            names = file.read_group(group, schema, ["sample_id"])["sample_id"]
            row = pc.index(names, pa.scalar(name)).as_py()
            if row >= 0:
                return Dataset(folder, split)[position + row]
            position += len(names)
    raise CurveballError(f"{folder}: no row has the sample {name}; `curveball verify {folder}` tells what is missing")


def _name_and_split(manifest: Manifest, name: str) -> tuple[str, str]:
    """Return the complete name of a sample, and the split that it is in."""
    config = parse_config(manifest.config)
    if (twin := Twin.parse(name)) is not None:
        if twin not in planned_twins(config):
            raise CurveballError(
                f"The dataset has no twin {twin.name}; its split twins has {config.splits.twins} at most"
            )
        return twin.name, TWINS
    class_name, index = parse_sample_id(name)
    counts = config.class_counts
    if index >= counts.get(class_name, 0):
        raise CurveballError(f"The dataset has no sample {name}; it has {_samples_of_classes(counts)}")
    return sample_id(class_name, index), ALL_SPLITS[int(split_of(config, class_name, np.array([index]))[0])]


def _samples_of_classes(counts: dict[str, int]) -> str:
    """Return which samples there are: "the samples 0 to 7499 of the classes linear, circular"."""
    classes_of: dict[int, list[str]] = {}
    for name, count in counts.items():
        classes_of.setdefault(count, []).append(name)
    if len(classes_of) == 1:
        return f"the samples 0 to {next(iter(classes_of)) - 1} of the classes {', '.join(counts)}"
    return " and ".join(f"the samples 0 to {count - 1} of {', '.join(names)}" for count, names in classes_of.items())
