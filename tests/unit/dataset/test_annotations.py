"""Annotations agree with the pixels and with the camera."""

import numpy as np
import pytest

from curveball.config.loading import parse_config
from curveball.dataset.annotations import boxes, depth, flow, masks, timestamps
from curveball.dataset.sample_rows import Sample
from curveball.dataset.samples import generate
from curveball.numerics.colors import color_channels

CLASSES = ("linear", "circular", "helical", "parabolic")


def samples(**settings) -> list[Sample]:
    config = parse_config({"frames": 6, "height": 40, "width": 56} | settings)
    return [sample for class_name in CLASSES for sample in generate(config, class_name, range(3))]


@pytest.fixture(scope="module")
def made() -> list[Sample]:
    return samples()


def test_a_mask_is_what_differs_from_the_background(made):
    background = color_channels("#ffffff", grayscale=False)
    for sample in made:
        is_drawn = (sample["video"] != background).any(axis=-1)
        mask = masks(sample)
        assert mask.shape == is_drawn.shape
        assert not is_drawn[mask == 0].any()
        assert is_drawn[mask > 0.05].all()


def test_a_mask_explains_every_pixel_of_a_ball_without_outline():
    colors = {"ball": {"outline": 0.0, "color": "#204060"}, "background": "#f0f0f0"}
    background, ball = (color_channels(color, grayscale=False) for color in ("#f0f0f0", "#204060"))
    for sample in samples(**colors):
        mask = masks(sample)[..., None]
        np.testing.assert_allclose(sample["video"], background + mask * (ball - background), atol=0.51)


def test_a_box_is_the_extent_of_its_mask(made):
    for sample in made:
        for box, mask in zip(boxes(sample), masks(sample), strict=True):
            rows, columns = np.nonzero(mask > 0.5)
            extent = [columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]
            np.testing.assert_allclose(box, extent, atol=1.01)


def test_boxes_are_inside_the_frame(made):
    corners = np.stack([boxes(sample) for sample in made])
    assert corners.min() >= 0
    assert (corners.max(axis=(0, 1))[2:] <= [56, 40]).all()


def test_depth_and_focal_length_give_the_trajectory_in_the_image(made):
    for sample in made:
        in_camera = sample["trajectory_3d"] @ sample["camera_rotation"].T + sample["camera_translation_m"]
        projected = in_camera[:, :2] / depth(sample)[:, None] * sample["focal_length_px"]
        np.testing.assert_allclose(projected + sample["principal_point_px"], sample["trajectory_2d"], atol=1e-3)


def test_a_nearer_ball_is_larger_if_it_does_not_pulse():
    for sample in samples(ball={"pulse": [0, 0]}):
        meters = sample["radius_px"] * depth(sample) / sample["focal_length_px"]
        np.testing.assert_allclose(meters, meters[:1].repeat(6), rtol=1e-3)


def test_flow_carries_each_ball_to_the_next_frame(made):
    for sample in made:
        moved = flow(sample)
        assert moved.shape == (5, 40, 56, 2)
        for time in range(5):
            rows, columns = np.nonzero(masks(sample)[time] > 0.5)
            there = np.stack([columns, rows], axis=1) + moved[time, rows, columns]
            from_center = np.linalg.norm(there - sample["trajectory_2d"][time + 1], axis=1)
            before = np.linalg.norm(np.stack([columns, rows], 1) - sample["trajectory_2d"][time], axis=1)
            growth = sample["radius_px"][time + 1] / sample["radius_px"][time]
            np.testing.assert_allclose(from_center, before * growth, atol=1e-4)
            assert not moved[time][masks(sample)[time] <= 0.5].any()


def test_the_mean_flow_is_the_displacement_of_the_center(made):
    sample = made[0]
    moved = flow(sample)[0][masks(sample)[0] > 0.5].mean(axis=0)
    np.testing.assert_allclose(moved, np.diff(sample["trajectory_2d"], axis=0)[0], atol=0.1)


def test_time_stamps_count_frames(made):
    np.testing.assert_array_equal(timestamps(made[0], fps=8), np.arange(6) / 8)
