"""Compares a stored sample with a regenerated one, column by column."""

from pathlib import Path

import numpy as np

from curveball.config.loading import parse_config
from curveball.dataset.layout import MANIFEST
from curveball.dataset.lookup import find_sample
from curveball.dataset.manifest import read_manifest
from curveball.dataset.sample_rows import Sample
from curveball.dataset.samples import generate_by_name
from curveball.generation.encoding import digest


def differing_columns(folder: Path, name: str) -> list[str]:
    """Regenerate a sample of a dataset from the configuration in its manifest, and compare it with the stored one.

    Args:
        folder: Folder of the dataset.
        name: Name of the sample.

    Returns:
        The columns that differ in a value, a type or a shape; none if the sample is equal to the bit.

    Raises:
        CurveballError: The dataset has no such sample, or is damaged.
    """
    stored = find_sample(folder, name)
    regenerated = generate_by_name(parse_config(read_manifest(folder / MANIFEST).config), name)
    names = dict.fromkeys([*stored, *regenerated])
    different = [column for column in names if not _is_equal(stored, regenerated, column)]
    if digest(stored["video"]) != stored["digest"] and "digest" not in different:
        different.append("digest")
    return different


def _is_equal(first: Sample, second: Sample, column: str) -> bool:
    if column not in first or column not in second:
        return False
    one, other = np.asarray(first[column]), np.asarray(second[column])
    return one.dtype.kind == other.dtype.kind and one.shape == other.shape and one.tobytes() == other.tobytes()
