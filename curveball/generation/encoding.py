"""Videos as bytes, and what identifies them: a digest a video, a fingerprint a dataset."""

import math
from collections.abc import Iterable

import numpy as np
import pyarrow as pa
import xxhash

from curveball.generation.columns import to_numpy

_COMPRESSOR = pa.Codec("zstd", compression_level=-1)
_DECOMPRESSOR = pa.Codec("zstd")
_MODULUS = 1 << 128


def encode_video(frames: np.ndarray) -> tuple[bytes, str]:
    """Return one zstd frame of the bytes of C-contiguous uint8 frames, and their digest."""
    raw = frames.reshape(-1)
    return _COMPRESSOR.compress(raw, asbytes=True), digest(raw)


def decode_video(encoded: bytes, shape: tuple[int, int, int, int]) -> np.ndarray:
    """Return the frames, (T, H, W, C) uint8; raise ValueError if the bytes aren't such a video."""
    size = math.prod(shape)
    try:
        raw = _DECOMPRESSOR.decompress(encoded, size)
    except (OSError, pa.ArrowException) as error:
        raise ValueError(f"not a zstd frame of {size} bytes: {error}") from None
    return np.frombuffer(raw, dtype=np.uint8).reshape(shape)


def digest(frames: np.ndarray) -> str:
    """Return xxh3_128 of the raw bytes, 32 hexadecimal digits."""
    return xxhash.xxh3_128_hexdigest(frames)


def fingerprint(rows: pa.Table | pa.RecordBatch) -> int:
    """Return the fingerprint of rows: the sum, modulo 2**128, of a hash of each row.

    A row's hash is xxh3_128 of its sample_id, the digest of its video and its trajectories in 3-D and 2-D, little
    endian. A sum doesn't depend on the order of its terms: shards, files and splits may be cut in any way.
    """
    trajectories = [to_numpy(rows[name]).astype("<f4") for name in ("trajectory_3d", "trajectory_2d")]
    names = zip(rows["sample_id"].to_pylist(), rows["digest"].to_pylist(), strict=True)
    return combine_fingerprints(
        xxhash.xxh3_128_intdigest(f"{sample_id} {video} ".encode() + solid.tobytes() + flat.tobytes())
        for (sample_id, video), solid, flat in zip(names, *trajectories, strict=True)
    )


def combine_fingerprints(parts: Iterable[int]) -> int:
    """Return the fingerprint of the union of disjoint sets of rows."""
    return sum(parts) % _MODULUS
