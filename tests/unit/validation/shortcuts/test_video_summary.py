"""A summary of a video says of its pixels what they say."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from curveball.config.loading import parse_config
from curveball.config.model import Config
from curveball.validation.shortcuts.frame_summary import GRID, Observer, observed_frames

SETTINGS = {"frames": 3, "height": 16, "width": 24}


def blank(config: Config) -> np.ndarray:
    return np.full(config.video_shape, 255, dtype=np.uint8)


def test_an_empty_video_is_background_everywhere():
    config = parse_config(SETTINGS)
    seen = Observer(config).look(blank(config))
    assert not seen.cells.any()
    assert seen.color.tolist() == [255, 255, 255]
    assert seen.ball_pixels == 0


@given(st.integers(0, 2**32 - 1), st.sampled_from([(16, 24), (9, 13)]), st.booleans())
def test_the_mean_color_is_that_of_all_pixels(seed, size, grayscale):
    config = parse_config({"frames": 3, "height": size[0], "width": size[1], "grayscale": grayscale})
    video = np.random.default_rng(seed).integers(0, 256, config.video_shape, dtype=np.uint8)
    np.testing.assert_allclose(Observer(config).look(video).color, video.mean(axis=(0, 1, 2)))


@given(st.integers(0, 2), st.integers(0, 15), st.integers(0, 23))
def test_one_dark_pixel_is_in_its_cell_of_its_frame(frame, row, column):
    config = parse_config(SETTINGS)
    video = blank(config)
    video[frame, row, column] = 0
    seen = Observer(config).look(video)
    cell = row * GRID // 16 * GRID + column * GRID // 24
    assert np.argwhere(seen.cells).tolist() == [[frame, cell]]
    assert seen.cells[frame, cell] == pytest.approx(-255 / (2 * 3))
    assert seen.ball_pixels == 1


@pytest.mark.parametrize(("frames", "seen"), [(1, 1), (16, 16), (64, 64), (65, 64), (1024, 64)])
def test_of_a_long_clip_so_many_frames_are_seen_from_the_first_to_the_last(frames, seen):
    found = observed_frames(parse_config({"frames": frames}))
    assert len(set(found)) == len(found) == seen
    assert found[0] == 0
    assert found[-1] == frames - 1
