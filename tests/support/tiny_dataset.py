"""The tiny dataset whose fingerprint is known."""

import numpy as np

from curveball.config.loading import parse_config
from curveball.generation.encoding import combine_fingerprints, fingerprint
from curveball.generation.shards import make_samples


def tiny(parts: int = 1, drawn: int = 2048, rendered: int = 16, samples_per_class: int = 42) -> str:
    """Return the fingerprint of a tiny dataset with default settings, for any number of shards and sizes of batches."""
    config = parse_config({"samples_per_class": samples_per_class})
    batches = [
        batch
        for name in config.classes
        for indices in np.array_split(np.arange(samples_per_class), parts)
        for batch in make_samples(config, name, indices, drawn, rendered)
    ]
    return f"{combine_fingerprints(map(fingerprint, batches)):032x}"
