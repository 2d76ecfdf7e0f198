"""Images made of the dataset's pixels show these pixels."""

import io

import numpy as np
import pytest
from PIL import Image

from curveball.report.images import (
    animated_sheet,
    animation,
    frames_for_page,
    reel,
    shown_frames,
    still_sheet,
    strip,
)


def some_clip(frames: int = 4, height: int = 6, width: int = 8, channels: int = 3, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (frames, height, width, channels), dtype=np.uint8)


def pixels(data: bytes, frame: int = 0) -> np.ndarray:
    with Image.open(io.BytesIO(data)) as image:
        image.seek(frame)
        return np.asarray(image.convert("RGB"))


@pytest.mark.parametrize(("frames", "shown"), [(1, 1), (16, 16), (24, 24), (25, 24), (1024, 24)])
def test_a_long_video_is_shown_in_some_frames_from_the_first_to_the_last(frames, shown):
    found = shown_frames(frames)
    assert len(set(found)) == len(found) == shown
    assert (found[0], found[-1]) == (0, frames - 1)


def test_small_videos_are_enlarged_by_an_integer_factor():
    clip = some_clip(height=16, width=24)
    found = frames_for_page(clip)
    assert found.shape == (4, 32, 48, 3)
    np.testing.assert_array_equal(found[:, ::2, 1::2], clip)


@pytest.mark.parametrize("channels", [1, 3])
def test_large_videos_are_reduced(channels):
    assert frames_for_page(some_clip(2, 120, 240, channels)).shape == (2, 48, 96, channels)


def test_a_strip_has_its_frames_in_reading_order():
    clip = some_clip(5)
    found = pixels(strip(clip, columns=3))
    assert found.shape == (6 * 2 + 2, 8 * 3 + 2 * 2, 3)
    np.testing.assert_array_equal(found[8:14, 10:18], clip[4])
    assert (found[6:8] == 150).all(), "rows are separated by a gray line"


def test_a_reel_has_its_frames_side_by_side_without_a_gap():
    clip = some_clip()
    np.testing.assert_array_equal(pixels(reel(clip)), np.concatenate(list(clip), axis=1))


def test_an_animation_is_lossless():
    clip = some_clip()
    found = animation(clip)
    for frame in range(4):
        np.testing.assert_array_equal(pixels(found, frame), clip[frame])


def test_grayscale_videos_become_gray_images():
    clip = some_clip(channels=1)
    np.testing.assert_array_equal(pixels(reel(clip))[..., 1], np.concatenate(list(clip), axis=1)[..., 0])


def test_a_sheet_plays_its_clips_together():
    clips = [some_clip(seed=seed) for seed in range(3)]
    found = animated_sheet(clips, columns=2, max_bytes=10**6)
    for frame in range(4):
        np.testing.assert_array_equal(pixels(found, frame)[8:14, :8], clips[2][frame])


def test_a_sheet_that_is_too_large_loses_its_last_rows():
    clips = [some_clip(height=48, width=48, seed=seed) for seed in range(6)]
    limit = len(animated_sheet(clips[:2], columns=2, max_bytes=0))
    found = animated_sheet(clips, columns=2, max_bytes=limit)
    assert len(found) <= limit
    assert pixels(found).shape == (48, 98, 3)


def test_a_still_sheet_shows_the_first_frames():
    clips = [some_clip(seed=seed) for seed in range(2)]
    np.testing.assert_array_equal(pixels(still_sheet(clips, columns=2))[:, 10:], clips[1][0])
