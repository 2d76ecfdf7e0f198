"""Counter-based random numbers: the numbers of a sample do not depend on what was drawn before.

A stream is a Philox 4x64 generator [1]. Its 128-bit key is (seed, hash of the class *name*). Its 256-bit counter is
divided into 64-bit words: the block, counted over all samples (lowest word), the attempt, and the purpose. Any sample
can therefore be drawn alone, in any order and in any batch, with the same result.

[1] J. K. Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC'11.
"""

from collections.abc import Sequence
from enum import IntEnum

import numpy as np
import xxhash
from numpy.random import Philox
from numpy.typing import NDArray

from curveball.numerics.portable_math import log, sincos_turns

WORDS_PER_BLOCK = 4
"""Random 64-bit words that Philox returns for one value of its counter."""


_INDICES_AT_A_TIME = 1 << 18
"""Bounds the memory of temporary arrays."""
_MAX_STEP_WORDS = 512
"""A gap in a run costs less than a generator of its own, which takes as long as this number of words."""


class Purpose(IntEnum):
    """What random numbers are used for.

    Each purpose has its own stream, so an additional draw for one purpose leaves the numbers of the others unchanged.
    """

    MOTION = 0
    APPEARANCE = 1
    VIEW = 2
    JITTER = 3
    SPLIT = 4
    SHUFFLE = 5
    AUDIT = 6
    PULSE = 7
    WORDING = 8


def uniforms(
    seed: int,
    name: str,
    purpose: Purpose,
    indices: NDArray[np.int64] | Sequence[int],
    count: int,
    attempt: int = 0,
) -> NDArray[np.float64]:
    """Draw `count` uniform random numbers in [0, 1) for each index.

    Args:
        seed: Seed of the dataset, 0 <= seed < 2**64.
        name: Owner of the stream, such as the name of a class.
        purpose: What the numbers are used for.
        indices: Shape (N,), nonnegative, in any order. Runs of ascending indices with small gaps are drawn in one call.
        count: Numbers per index. The stream depends on `count` rounded up to a multiple of four.
        attempt: Number of earlier draws that were rejected.

    Returns:
        Shape (count, N), float64, with the 53-bit resolution of `numpy.random.Generator.random`.
    """
    indices = np.asarray(indices, dtype=np.int64)
    if len(indices) > _INDICES_AT_A_TIME:
        numbers = np.empty((count, len(indices)))
        for first in range(0, len(indices), _INDICES_AT_A_TIME):
            part = slice(first, first + _INDICES_AT_A_TIME)
            numbers[:, part] = uniforms(seed, name, purpose, indices[part], count, attempt)
        return numbers
    blocks = -(-count // WORDS_PER_BLOCK)
    words = np.empty((len(indices), blocks * WORDS_PER_BLOCK), dtype=np.uint64)
    steps = np.diff(indices, prepend=-1 - _MAX_STEP_WORDS)
    run_starts = np.flatnonzero((steps < 1) | (steps * words.shape[1] > _MAX_STEP_WORDS))
    run_ends = np.append(run_starts, len(indices))[1:]
    key = np.array([seed, xxhash.xxh3_64_intdigest(name.encode())], dtype=np.uint64)
    for start, end in zip(run_starts.tolist(), run_ends.tolist(), strict=True):
        first, last = int(indices[start]), int(indices[end - 1])
        counter = first * blocks | attempt << 64 | int(purpose) << 128
        raw = Philox(key=key, counter=counter).random_raw((last - first + 1) * words.shape[1])
        run = raw.reshape(-1, words.shape[1])
        words[start:end] = run if len(run) == end - start else run[indices[start:end] - first]
    return np.ascontiguousarray(((words >> np.uint64(11)) * 2.0**-53).T[:count])


def normals_from_uniforms(first: NDArray[np.float64], second: NDArray[np.float64]) -> NDArray[np.float64]:
    """Transform pairs of uniform random numbers into pairs of independent standard normals.

    G. E. P. Box and M. E. Muller, "A note on the generation of random normal deviates" (1958).

    Args:
        first: Shape (K, ...), in [0, 1).
        second: The shape of `first`, in [0, 1).

    Returns:
        Shape (2 K, ...), float64.
    """
    radius = np.sqrt(-2.0 * log(1.0 - first))
    sine, cosine = sincos_turns(second)
    return np.concatenate([radius * cosine, radius * sine])
