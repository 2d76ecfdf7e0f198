"""Random numbers by counter: every sample owns its numbers, whatever is drawn before it.

A stream is a Philox 4x64 generator [1] whose 128-bit key is (seed, hash of the class *name*) and whose 256-bit
counter is split into words: the block within the samples (low word), the attempt, and the purpose. Any sample can
therefore be drawn alone, in any order, in any batch, with the same result.

[1] J. K. Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC'11.
"""

from enum import IntEnum

import numpy as np
import xxhash
from numpy.random import Philox

from curveball.numerics.portable_math import log, sincos_turns

WORDS_PER_BLOCK = 4


class Purpose(IntEnum):
    """What the numbers are for. Each purpose is a stream of its own, so that a new draw in one moves no other."""

    MOTION = 0
    APPEARANCE = 1
    VIEW = 2
    JITTER = 3
    SPLIT = 4
    SHUFFLE = 5
    AUDIT = 6


def uniforms(seed: int, name: str, purpose: Purpose, indices: np.ndarray, count: int, attempt: int = 0) -> np.ndarray:
    """Draw `count` uniform numbers in [0, 1) for each index.

    Args:
        seed: The dataset's seed, 0 <= seed < 2**64.
        name: What the stream belongs to: the name of a class.
        purpose: What the numbers are for.
        indices: Shape (N,), int64, not negative; any order. Runs of consecutive indices are drawn in one go.
        count: Numbers per index. The stream depends on `count` rounded up to a multiple of four.
        attempt: Which draw this is, where earlier ones were rejected.

    Returns:
        Shape (count, N), float64, with the 53-bit resolution of `numpy.random.Generator.random`.
    """
    indices = np.asarray(indices, dtype=np.int64)
    blocks = -(-count // WORDS_PER_BLOCK)
    words = np.empty((len(indices), blocks * WORDS_PER_BLOCK), dtype=np.uint64)
    run_starts = np.flatnonzero(np.diff(indices, prepend=-2) != 1)
    run_ends = np.append(run_starts, len(indices))[1:]
    key = np.array([seed, xxhash.xxh3_64_intdigest(name.encode())], dtype=np.uint64)
    for start, end in zip(run_starts.tolist(), run_ends.tolist(), strict=True):
        counter = int(indices[start]) * blocks | attempt << 64 | int(purpose) << 128
        raw = Philox(key=key, counter=counter).random_raw((end - start) * words.shape[1])
        words[start:end] = raw.reshape(end - start, -1)
    return np.ascontiguousarray(((words >> np.uint64(11)) * 2.0**-53).T[:count])


def normals_from_uniforms(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Turn pairs of uniforms into standard normals, by the transform of Box and Muller (1958).

    Args:
        first: Uniforms in [0, 1), any shape.
        second: Uniforms of the same shape.

    Returns:
        Twice as many independent standard normals, float64, stacked along the first axis.
    """
    radius = np.sqrt(-2.0 * log(1.0 - first))
    sine, cosine = sincos_turns(second)
    return np.concatenate([radius * cosine, radius * sine])
