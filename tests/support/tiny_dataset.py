"""A tiny dataset with a known fingerprint."""

import numpy as np

from curveball.config.loading import parse_config
from curveball.generation.encoding import combine_fingerprints, fingerprint
from curveball.generation.shards import make_samples


def tiny(
    shards: int = 1, samples_per_batch: int = 2048, videos_per_batch: int = 16, samples_per_class: int = 42
) -> str:
    """Return the fingerprint of a tiny dataset with default settings, generated in these shards and batches."""
    config = parse_config({"samples_per_class": samples_per_class})
    batches = [
        batch
        for name in config.classes
        for indices in np.array_split(np.arange(samples_per_class), shards)
        for batch in make_samples(config, name, indices, samples_per_batch, videos_per_batch)
    ]
    return f"{combine_fingerprints(map(fingerprint, batches)):032x}"
