"""A tiny dataset with a known fingerprint."""

from functools import cache

import numpy as np

from curveball.config.loading import parse_config
from curveball.generation.encoding import combine_fingerprints, fingerprint
from curveball.generation.shards import make_samples


@cache
def tiny(
    shards: int = 1, batch_size: int | None = None, max_videos: int | None = None, samples_per_class: int = 42
) -> str:
    """Return the fingerprint of a tiny dataset with default settings, generated in these shards and batches."""
    config = parse_config({"samples_per_class": samples_per_class})
    batches = [
        batch
        for name in config.classes
        for indices in np.array_split(np.arange(samples_per_class), shards)
        for batch in make_samples(config, name, indices, batch_size, max_videos)
    ]
    return f"{combine_fingerprints(map(fingerprint, batches)):032x}"
