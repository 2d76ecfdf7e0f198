"""The identity of a result: a digest of all that it depends on."""

import json
from collections.abc import Mapping
from typing import Any

import xxhash

NOT_OF_A_DATASET = {"checks", "exports", "samples_per_part", "samples_per_shard"}
"""Settings that neither the samples of a dataset nor its files depend on."""


def identity(spec: Mapping[str, Any]) -> str:
    """Return the identity of a result, 32 hexadecimal digits.

    Args:
        spec: All that the result depends on, as JSON has it.
    """
    return xxhash.xxh3_128_hexdigest(json.dumps(spec, sort_keys=True, allow_nan=False).encode())


def dataset_identity(settings: Mapping[str, Any]) -> str:
    """Return the identity of a dataset by all settings that its samples and files depend on.

    Args:
        settings: The complete configuration, as JSON has it.
    """
    return identity({key: value for key, value in settings.items() if key not in NOT_OF_A_DATASET})
