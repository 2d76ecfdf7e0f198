"""The summary of a video is that of its pixels."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from curveball.config.loading import parse_config
from curveball.config.model import Config
from curveball.validation.shortcuts import video_summary
from curveball.validation.shortcuts.video_summary import GRID, VideoSummarizer, evaluated_frames

SETTINGS = {"frames": 3, "height": 16, "width": 24}


def blank(config: Config) -> np.ndarray:
    return np.full(config.video_shape, 255, dtype=np.uint8)


def test_an_empty_video_is_background_everywhere():
    config = parse_config(SETTINGS)
    found = VideoSummarizer(config).summarize(blank(config)[None])
    assert not found.cells.any()
    assert found.color.tolist() == [[255, 255, 255]]
    assert found.ball_pixels.tolist() == [0]


@given(st.integers(0, 2**32 - 1), st.sampled_from([(16, 24), (9, 13)]), st.booleans())
def test_the_mean_color_is_that_of_all_pixels(seed, size, grayscale):
    config = parse_config({"frames": 3, "height": size[0], "width": size[1], "grayscale": grayscale})
    video = np.random.default_rng(seed).integers(0, 256, config.video_shape, dtype=np.uint8)
    np.testing.assert_allclose(VideoSummarizer(config).summarize(video[None]).color[0], video.mean(axis=(0, 1, 2)))


@pytest.mark.parametrize("frames_at_a_time", [1, 2, 3, 8, 15])
def test_the_number_of_frames_that_are_summed_up_at_a_time_changes_no_bit(monkeypatch, frames_at_a_time):
    config = parse_config(SETTINGS | {"frames": 7})
    videos = np.random.default_rng(1).integers(0, 256, (3, *config.video_shape), dtype=np.uint8)
    together = VideoSummarizer(config).summarize(videos)
    monkeypatch.setattr(video_summary, "_BYTES_AT_A_TIME", frames_at_a_time * videos[0, 0].size)
    in_parts = VideoSummarizer(config).summarize(videos)
    for found, expected in zip(in_parts, together, strict=True):
        np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize("number", range(4))
def test_a_video_is_summed_up_as_if_it_were_alone(number):
    config = parse_config(SETTINGS)
    videos = np.random.default_rng(1).integers(254, 256, (4, *config.video_shape), dtype=np.uint8)
    videos[1] = 255  # nothing but background
    summarizer = VideoSummarizer(config)
    alone = summarizer.summarize(videos[number : number + 1])
    for found, expected in zip(summarizer.summarize(videos), alone, strict=True):
        np.testing.assert_array_equal(found[number], expected[0])


@given(st.data(), st.sampled_from([(16, 24), (16, 64), (9, 13)]), st.integers(0, 2))
def test_one_dark_pixel_is_in_its_cell_of_its_frame(data, size, frame):
    height, width = size  # With a width of 64, eight neighboring pixels are in the same cell.
    config = parse_config({"frames": 3, "height": height, "width": width})
    row, column = data.draw(st.integers(0, height - 1)), data.draw(st.integers(0, width - 1))
    video = blank(config)
    video[frame, row, column] = 0
    found = VideoSummarizer(config).summarize(video[None])
    cells = np.add.outer(np.arange(height) * GRID // height * GRID, np.arange(width) * GRID // width)
    cell = cells[row, column]
    assert np.argwhere(found.cells).tolist() == [[0, frame, cell]]
    assert found.cells[0, frame, cell] == pytest.approx(-255 / np.count_nonzero(cells == cell))
    assert found.ball_pixels.tolist() == [1]


@pytest.mark.parametrize(("frames", "count"), [(1, 1), (16, 16), (64, 64), (65, 64), (1024, 64)])
def test_a_long_clip_is_represented_by_64_frames_from_the_first_to_the_last(frames, count):
    found = evaluated_frames(parse_config({"frames": frames}))
    assert len(set(found)) == len(found) == count
    assert found[0] == 0
    assert found[-1] == frames - 1
