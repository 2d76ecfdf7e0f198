"""Simple predictions of the last frame and the size of a video are reported and never fail."""

import numpy as np
import pytest

from curveball.generation.encoding import decode_video
from curveball.validation.outcome import PredictionError
from curveball.validation.validate import measure
from tests.support.made_dataset import make_dataset
from tests.support.planting import Copy


def all_frames(copy: Copy) -> np.ndarray:
    videos = [video for name in copy.names for video in copy.read(name)["video"].to_pylist()]
    return np.stack([decode_video(video, copy.config.video_shape) for video in videos])


def test_baselines_are_reported_without_a_bound(copy):
    found = copy.check("baselines")
    assert found.status == "reported"
    assert found.details.frame == 3


def test_the_error_of_a_copied_frame_is_that_of_the_pixels(copy):
    frames = all_frames(copy) / 255
    expected = ((frames[:, -1] - frames[:, -2]) ** 2).mean()
    found = copy.check("baselines").details.copy_last_frame
    assert found.mse == pytest.approx(expected, rel=1e-5)
    assert found.psnr_db == pytest.approx(-10 * np.log10(expected), rel=1e-5)


def test_a_ball_that_keeps_its_velocity_is_predicted_better(copy):
    details = copy.check("baselines").details
    assert details.constant_velocity.mse < details.copy_last_frame.mse


def test_a_ball_at_rest_is_predicted_without_an_error(copy):
    copy.redraw(lambda frames, _: np.repeat(frames[:1], len(frames), axis=0))
    assert copy.check("baselines").details.copy_last_frame == PredictionError(mse=0, psnr_db=None)


def test_bytes_of_a_video_are_those_in_the_files(copy):
    rows = [row for name in copy.names for row in copy.read(name).select(["class_name", "video"]).to_pylist()]
    sizes = {name: [len(row["video"]) for row in rows if row["class_name"] == name] for name in ("linear", "circular")}
    found = copy.check("baselines").details.bytes_per_video
    assert found.raw == 4 * 32 * 40 * 3
    assert found.by_class == {name: pytest.approx(np.mean(values)) for name, values in sizes.items()}
    assert found.mean == pytest.approx(np.mean([*sizes["linear"], *sizes["circular"]]))


def test_two_frames_have_no_velocity_to_extrapolate(tmp_path):
    made = make_dataset({"samples_per_class": 2, "frames": 2, "height": 32, "width": 32}, tmp_path)
    details = measure(made.config, made.folder, 1, lambda rows: None)["baselines"].details
    assert (details.copy_last_frame, details.constant_velocity) == (None, None)
