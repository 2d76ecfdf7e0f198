"""Videos are compressed without loss, and digests and fingerprints identify the data."""

import numpy as np
import pyarrow as pa
import pytest
import xxhash
from hypothesis import given
from hypothesis import strategies as st

from curveball.generation.encoding import (
    combine_fingerprints,
    decode_video,
    decode_videos,
    digest,
    encode_video,
    fingerprint,
)

SHAPES = st.tuples(st.integers(1, 4), st.integers(1, 9), st.integers(1, 9), st.sampled_from([1, 3]))


def rows(count: int = 6, has_labels: bool = True, **changes: list) -> pa.Table:
    numbers = np.arange(count * 6, dtype=np.float32) / 8
    labels = {name: [f"{name} {k}" for k in range(count)] for name in ("direction", "pace")} if has_labels else {}
    columns = {
        "sample_id": [f"linear-{k:07d}" for k in range(count)],
        "digest": [f"{k:032x}" for k in range(count)],
        "trajectory_3d": numbers.reshape(count, 2, 3).tolist(),
        "trajectory_2d": numbers[: count * 4].reshape(count, 2, 2).tolist(),
        "description": ["x"] * count,
        **labels,
    }
    matrix = [pa.list_(pa.list_(pa.float32(), size), 2) for size in (3, 2)]
    kinds = [pa.string(), pa.string(), *matrix, *[pa.string()] * (1 + len(labels))]
    return pa.table(
        [pa.array(values, kind) for values, kind in zip((columns | changes).values(), kinds, strict=True)],
        list(columns),
    )


@given(SHAPES, st.integers(0, 2**32 - 1))
def test_a_video_is_decoded_to_the_frames_that_were_encoded(shape, seed):
    frames = np.random.default_rng(seed).integers(0, 256, shape, dtype=np.uint8)
    encoded, _ = encode_video(frames)
    np.testing.assert_array_equal(decode_video(encoded, shape), frames)


@pytest.mark.parametrize("size", [128, 256])
def test_small_and_large_frames_are_decoded_to_what_was_encoded(size):
    frames = np.full((2, size, size, 3), 255, dtype=np.uint8)
    frames[1, 7:90, 20:30] = np.arange(10)[:, None]
    encoded, _ = encode_video(frames)
    assert len(encoded) < frames.nbytes / 50
    np.testing.assert_array_equal(decode_video(encoded, frames.shape), frames)


def test_a_video_is_one_zstd_frame_of_the_raw_bytes():
    frames = np.arange(24, dtype=np.uint8).reshape(2, 2, 2, 3)
    encoded, _ = encode_video(frames)
    assert encoded[:4] == bytes.fromhex("28b52ffd"), "the magic number of zstd"
    assert pa.decompress(encoded, 24, codec="zstd").to_pybytes() == bytes(range(24))


def test_the_digest_is_xxh3_128_of_the_raw_bytes():
    frames = np.arange(24, dtype=np.uint8).reshape(2, 2, 2, 3)
    assert encode_video(frames)[1] == digest(frames) == xxhash.xxh3_128(bytes(range(24))).hexdigest()


def test_one_changed_pixel_changes_the_digest():
    frames = np.zeros((2, 4, 4, 3), dtype=np.uint8)
    before = digest(frames)
    frames[1, 3, 3, 2] = 1
    assert digest(frames) != before


@pytest.mark.parametrize("size", [23, 25])
def test_a_video_of_a_different_size_is_rejected(size):
    encoded, _ = encode_video(np.zeros(size, dtype=np.uint8))
    with pytest.raises(ValueError, match="not a zstd frame of 24 bytes"):
        decode_video(encoded, (2, 2, 2, 3))


@pytest.mark.parametrize(
    "damage", [lambda b: b[:-1], lambda b: b"", lambda b: b"not a video", lambda b: b[:4] + b"\xff" * 8]
)
def test_damaged_bytes_are_rejected(damage):
    encoded, _ = encode_video(np.arange(24, dtype=np.uint8))
    with pytest.raises(ValueError, match="not a zstd frame"):
        decode_video(damage(encoded), (2, 2, 2, 3))


def test_the_fingerprint_never_changes():
    """Pinned: published fingerprints must remain valid."""
    assert f"{fingerprint(rows()):032x}" == "b9d607bada0540915e682d23d598ae78"
    assert f"{fingerprint(rows(has_labels=False)):032x}" == "e04ebe6009ec8252c0d8fa8c701849fb", "as in 0.1.0"


@given(st.permutations(range(6)))
def test_the_fingerprint_does_not_depend_on_the_order_of_rows(order):
    assert fingerprint(rows().take(pa.array(order))) == fingerprint(rows())


@given(st.integers(0, 6))
def test_the_fingerprints_of_subsets_combine_to_that_of_the_whole(cut):
    parts = [fingerprint(rows().slice(0, cut)), fingerprint(rows().slice(cut))]
    assert combine_fingerprints(parts) == fingerprint(rows())


@pytest.mark.parametrize("name", ["sample_id", "digest", "direction", "pace", "trajectory_3d", "trajectory_2d"])
def test_the_fingerprint_depends_on_every_column_it_covers(name):
    values = rows()[name].to_pylist()
    swapped = [values[1], values[0], *values[2:]]
    assert fingerprint(rows(**{name: swapped})) != fingerprint(rows())


def test_the_fingerprint_does_not_depend_on_the_description():
    assert fingerprint(rows(description=["y"] * 6)) == fingerprint(rows())


def test_a_duplicate_row_does_not_cancel_out():
    once, twice = rows(1), pa.concat_tables([rows(1), rows(1)])
    assert len({0, fingerprint(once), fingerprint(twice)}) == 3


def test_fingerprints_stay_within_128_bits():
    assert combine_fingerprints([2**128 - 1, 2]) == 1


def test_videos_are_decoded_together():
    frames = np.random.default_rng(0).integers(0, 256, (5, 2, 40, 40, 3), dtype=np.uint8)
    for some in (frames, np.zeros_like(frames)):
        encoded = [encode_video(video)[0] for video in some]
        np.testing.assert_array_equal(decode_videos(encoded, (2, 40, 40, 3)), some)


def test_a_frame_without_a_stated_size_is_decoded_as_well():
    frames = np.zeros((2, 2, 40, 40, 3), dtype=np.uint8)
    with pa.BufferOutputStream() as sink, pa.CompressedOutputStream(sink, "zstd") as stream:
        stream.write(frames[0].tobytes())
        stream.close()
        unstated = sink.getvalue().to_pybytes()

    np.testing.assert_array_equal(decode_videos([encode_video(frames[1])[0], unstated], (2, 40, 40, 3)), frames)


def test_videos_of_other_sizes_do_not_fill_each_others_place():
    short, long = (encode_video(np.zeros((frames, 40, 40, 3), dtype=np.uint8))[0] for frames in (1, 3))
    with pytest.raises(ValueError, match="not a zstd frame of 9600 bytes"):
        decode_videos([short, long], (2, 40, 40, 3))
