import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from curveball.generation.camera import (
    Camera,
    compose,
    dot,
    focal_length_px,
    level_rotation,
    random_rotation,
    rotate,
    sideways_room,
)

SEEDS = st.integers(0, 2**32 - 1)


def is_rotation(matrices: np.ndarray) -> bool:
    """Tell whether all of (3, 3, N) are orthonormal and right-handed."""
    stack = np.moveaxis(matrices, 2, 0)
    orthonormal = np.allclose(stack @ stack.swapaxes(1, 2), np.eye(3), atol=1e-13)
    return orthonormal and np.allclose(np.linalg.det(stack), 1)


def some_camera(rng: np.random.Generator, count: int) -> Camera:
    return Camera(
        focal_length_px=rng.uniform(20, 300, count),
        principal_point_px=(31.5, 23.5),
        rotation=random_rotation(rng.random((3, count))),
        translation_m=rng.uniform(-1, 1, (3, count)) + np.array([[0], [0], [8]]),
    )


@given(SEEDS, st.integers(1, 5), st.integers(1, 20))
def test_projection_is_that_of_the_projection_matrix(seed, count, times):
    rng = np.random.default_rng(seed)
    camera, points = some_camera(rng, count), rng.uniform(-3, 3, (3, times, count))
    pixels, depth = camera.project(points)
    for n in range(count):
        f, (u, v) = camera.focal_length_px[n], camera.principal_point_px
        intrinsics = np.array([[f, 0, u], [0, f, v], [0, 0, 1]])
        extrinsics = np.column_stack([camera.rotation[:, :, n], camera.translation_m[:, n]])
        seen = intrinsics @ extrinsics @ np.vstack([points[:, :, n], np.ones(times)])
        np.testing.assert_allclose(pixels[:, :, n], seen[:2] / seen[2], atol=1e-9)
        np.testing.assert_allclose(depth[:, n], seen[2], atol=1e-12)


@given(SEEDS, st.integers(2, 9))
def test_projection_has_the_same_bits_in_every_batch(seed, count):
    rng = np.random.default_rng(seed)
    camera, points = some_camera(rng, count), rng.uniform(-3, 3, (3, 16, count))
    last = Camera(
        camera.focal_length_px[-1:],
        camera.principal_point_px,
        camera.rotation[..., -1:].copy(),
        camera.translation_m[:, -1:].copy(),
    )
    np.testing.assert_array_equal(camera.project(points)[0][..., -1:], last.project(points[..., -1:].copy())[0])


def test_a_point_on_the_optical_axis_is_seen_at_the_principal_point():
    camera = Camera(np.array([100.0]), (31.5, 15.5), np.eye(3)[:, :, None], np.array([[0.0], [0.0], [5.0]]))
    pixels, depth = camera.project(np.zeros((3, 1, 1)))
    assert pixels.reshape(-1).tolist() == [31.5, 15.5]
    assert depth.item() == 5


def test_x_is_to_the_right_y_down_and_z_forward():
    camera = Camera(np.array([100.0]), (0.0, 0.0), np.eye(3)[:, :, None], np.array([[0.0], [0.0], [5.0]]))
    pixels, depth = camera.project(np.array([[1.0, 0, 0], [0, 1, 0], [0, 0, 1]])[..., None])
    assert pixels[:, :, 0].T.tolist() == [[20, 0], [0, 20], [0, 0]]
    assert depth[:, 0].tolist() == [5, 5, 6]


@given(SEEDS)
def test_products_are_those_of_linear_algebra(seed):
    rng = np.random.default_rng(seed)
    outer, inner = rng.normal(size=(2, 3, 3, 4))
    points = rng.normal(size=(3, 6, 4))
    np.testing.assert_allclose(dot(points, 2 * points), np.einsum("itn,itn->tn", points, 2 * points))
    np.testing.assert_allclose(rotate(outer, points), np.einsum("ijn,jtn->itn", outer, points), atol=1e-12)
    np.testing.assert_allclose(rotate(outer, points[:, 0]), np.einsum("ijn,jn->in", outer, points[:, 0]), atol=1e-12)
    np.testing.assert_allclose(compose(outer, inner), np.einsum("ijn,jkn->ikn", outer, inner), atol=1e-12)


def test_random_rotations_are_rotations():
    assert is_rotation(random_rotation(np.random.default_rng(1).random((3, 500))))


def test_random_rotations_turn_every_axis_everywhere_alike():
    """Archimedes: each coordinate of a point that is uniform on the sphere is uniform in [-1, 1]."""
    coordinates = random_rotation(np.random.default_rng(1).random((3, 5000))).reshape(9, -1)
    steps = (np.arange(5000) + 0.5) / 5000 * 2 - 1
    distance = np.abs(np.sort(coordinates, axis=1) - steps).max()
    assert distance < 2 * 1.9 / math.sqrt(5000)


@given(st.floats(0, 1), st.floats(-0.24, 0.24))
def test_a_level_camera_looks_back_at_the_origin_with_the_horizon_level(azimuth, elevation):
    rotation = level_rotation(np.array([azimuth]), np.array([elevation]))
    right, down, forward = rotation[:, :, 0]
    a, e = 2 * math.pi * azimuth, 2 * math.pi * elevation
    stand = [math.cos(e) * math.cos(a), math.cos(e) * math.sin(a), math.sin(e)]
    assert is_rotation(rotation)
    assert right[2] == 0
    assert down[2] < 0
    np.testing.assert_allclose(forward, np.negative(stand), atol=1e-14)


@given(st.floats(1, 120), st.integers(8, 1024))
def test_the_picture_spans_the_field_of_view(degrees, side):
    focal = focal_length_px(np.array([degrees]), side)[0]
    assert 2 * math.degrees(math.atan(side / 2 / focal)) == pytest.approx(degrees)


@given(SEEDS)
def test_the_ball_is_inside_the_picture_exactly_within_its_sideways_room(seed):
    rng = np.random.default_rng(seed)
    times, size, margin, focal = 9, 64, 1.5, np.array([90.0])
    across, depth = rng.uniform(-0.5, 0.5, (times, 1)), rng.uniform(5, 7, (times, 1))
    radius = rng.uniform(2, 4, (times, 1))
    low, high = sideways_room(across, depth, radius, focal, size, margin)

    def spare(shift):
        center = focal * (across + shift) / depth + (size - 1) / 2
        return min((center - radius + 0.5).min(), (size - 0.5 - center - radius).min()) - margin

    assert low < high
    for edge in (low, high):
        assert 0 <= spare(edge) <= 1 / 32, "as near as it may be, but for the slack for rounding"
    assert spare(low - 0.01) < 0
    assert spare(high + 0.01) < 0
    assert spare((low + high) / 2) > spare(low)


def test_a_curve_too_wide_for_the_picture_has_no_room():
    across, depth, radius = np.array([[-4.0], [4.0]]), np.full((2, 1), 6.0), np.full((2, 1), 3.0)
    low, high = sideways_room(across, depth, radius, np.array([90.0]), 64, 1.0)
    assert low > high
