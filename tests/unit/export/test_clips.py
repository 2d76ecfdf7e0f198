"""Videos as files of players: lossless where the format is."""

import numpy as np
import pytest
from PIL import Image

import curveball
from curveball.config.errors import CurveballError
from curveball.export.clips import is_lossless, read_clip, to_rgb, write_clip

FPS = 10


@pytest.fixture(scope="module")
def video() -> np.ndarray:
    return curveball.generate(curveball.parse_config({}), "helical", [3])[0]["video"]


def noise(*shape: int) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, shape, dtype=np.uint8)


@pytest.mark.parametrize("suffix", [".gif", ".webp"])
def test_a_video_is_read_back_as_it_was(video, tmp_path, suffix):
    path = tmp_path / f"clip{suffix}"
    write_clip(video, path, FPS)

    assert is_lossless(video, suffix)
    assert np.array_equal(read_clip(path, FPS), video)
    with Image.open(path) as image:
        assert image.n_frames == 16
        assert image.info["loop"] == 0


@pytest.mark.parametrize("suffix", [".gif", ".webp"])
@pytest.mark.parametrize("shape", [(1, 9, 11, 3), (3, 9, 11, 1)], ids=str)
def test_single_frames_and_gray_videos_are_read_back(tmp_path, suffix, shape):
    video = noise(*shape)
    path = tmp_path / f"clip{suffix}"
    write_clip(video, path, FPS)

    assert np.array_equal(read_clip(path, FPS), to_rgb(video))


@pytest.mark.parametrize("suffix", [".gif", ".webp"])
@pytest.mark.parametrize("fps", [3, 30])
def test_frames_that_stand_still_count(tmp_path, suffix, fps):
    video = noise(2, 8, 8, 3)[[0, 0, 0, 1, 1]]
    path = tmp_path / f"clip{suffix}"
    write_clip(video, path, fps)

    assert np.array_equal(read_clip(path, fps), video)


def test_a_gif_of_many_colors_is_not_called_lossless(tmp_path):
    video = noise(4, 32, 32, 3)
    write_clip(video, tmp_path / "clip.gif", FPS)

    assert not is_lossless(video, ".gif")
    assert not is_lossless(video, ".mp4")
    assert len(read_clip(tmp_path / "clip.gif", FPS)) == 4


def test_a_strip_has_all_frames_side_by_side(tmp_path):
    video = noise(3, 8, 9, 1)
    write_clip(video, tmp_path / "strip.png", FPS)

    with Image.open(tmp_path / "strip.png") as image:
        assert np.array_equal(np.asarray(image), np.concatenate(list(video[..., 0]), axis=1))


def test_bytes_are_equal_from_time_to_time(video, tmp_path):
    for suffix in (".gif", ".webp", ".png"):
        for name in ("one", "two"):
            write_clip(video, tmp_path / f"{name}{suffix}", FPS)
        assert (tmp_path / f"one{suffix}").read_bytes() == (tmp_path / f"two{suffix}").read_bytes()


def test_frames_that_are_too_large_for_a_format_are_refused(tmp_path):
    with pytest.raises(CurveballError, match="cannot hold these frames"):
        write_clip(np.zeros((1, 1, 20_000, 3), np.uint8), tmp_path / "clip.webp", FPS)
    assert list(tmp_path.iterdir()) == []
