"""How many samples a process holds at a time: as many as fit into a fixed number of bytes.

Shards, the dataset, its validation and its report derive the sizes of their batches from this number. No value that
they write depends on it, only the row groups that the rows of a file are in.
"""

import math

_MAX_ROWS = 512
_MAX_BYTES = 128 << 20
_BYTES_PER_FRAME = 1024
"""What the numbers of a sample take per frame while they are computed: about 64 of float64, and copies of them."""


def rows_per_group(video_shape: tuple[int, int, int, int]) -> int:
    """Return the number of samples that take at most 128 MiB with their uncompressed videos: 1 to 512.

    Args:
        video_shape: (T, H, W, C).
    """
    sample_bytes = math.prod(video_shape) + video_shape[0] * _BYTES_PER_FRAME
    return max(1, min(_MAX_ROWS, _MAX_BYTES // sample_bytes))
