"""The camera projects as in the textbook, and its rotations and shifts have the documented properties."""

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
    shift_limits_m,
)

SEEDS = st.integers(0, 2**32 - 1)


def is_rotation(matrices: np.ndarray) -> bool:
    """Return whether all matrices of shape (3, 3, N) are orthonormal and right-handed."""
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


def facing_camera(principal_point_px: tuple[float, float]) -> Camera:
    """Return one camera 5 m in front of the origin, with its axes parallel to those of the world."""
    return Camera(
        focal_length_px=np.array([100.0]),
        principal_point_px=principal_point_px,
        rotation=np.eye(3)[:, :, None],
        translation_m=np.array([[0.0], [0.0], [5.0]]),
    )


@given(SEEDS, st.integers(1, 5), st.integers(1, 20))
def test_projection_equals_that_of_the_projection_matrix(seed, count, times):
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
        focal_length_px=camera.focal_length_px[-1:],
        principal_point_px=camera.principal_point_px,
        rotation=camera.rotation[..., -1:].copy(),
        translation_m=camera.translation_m[:, -1:].copy(),
    )
    np.testing.assert_array_equal(camera.project(points)[0][..., -1:], last.project(points[..., -1:].copy())[0])


def test_a_point_on_the_optical_axis_is_projected_to_the_principal_point():
    camera = facing_camera((31.5, 15.5))
    pixels, depth = camera.project(np.zeros((3, 1, 1)))
    assert pixels.reshape(-1).tolist() == [31.5, 15.5]
    assert depth.item() == 5


def test_x_points_right_y_down_and_z_forward():
    camera = facing_camera((0.0, 0.0))
    pixels, depth = camera.project(np.array([[1.0, 0, 0], [0, 1, 0], [0, 0, 1]])[..., None])
    assert pixels[:, :, 0].T.tolist() == [[20, 0], [0, 20], [0, 0]]
    assert depth[:, 0].tolist() == [5, 5, 6]


@given(SEEDS)
def test_products_equal_those_of_numpy(seed):
    rng = np.random.default_rng(seed)
    outer, inner = rng.normal(size=(2, 3, 3, 4))
    points = rng.normal(size=(3, 6, 4))
    np.testing.assert_allclose(dot(points, 2 * points), np.einsum("itn,itn->tn", points, 2 * points))
    np.testing.assert_allclose(rotate(outer, points), np.einsum("ijn,jtn->itn", outer, points), atol=1e-12)
    np.testing.assert_allclose(rotate(outer, points[:, 0]), np.einsum("ijn,jn->in", outer, points[:, 0]), atol=1e-12)
    np.testing.assert_allclose(compose(outer, inner), np.einsum("ijn,jkn->ikn", outer, inner), atol=1e-12)


def test_random_rotations_are_rotations():
    assert is_rotation(random_rotation(np.random.default_rng(1).random((3, 500))))


def test_random_rotations_are_uniformly_distributed():
    """Archimedes: each coordinate of a point uniformly distributed on the sphere is uniform in [-1, 1]."""
    coordinates = random_rotation(np.random.default_rng(1).random((3, 5000))).reshape(9, -1)
    steps = (np.arange(5000) + 0.5) / 5000 * 2 - 1
    distance = np.abs(np.sort(coordinates, axis=1) - steps).max()
    assert distance < 2 * 1.9 / math.sqrt(5000)


@given(st.floats(0, 1), st.floats(-0.24, 0.24))
def test_a_level_camera_looks_at_the_origin_with_a_level_horizon(azimuth, elevation):
    rotation = level_rotation(np.array([azimuth]), np.array([elevation]))
    right, down, forward = rotation[:, :, 0]
    a, e = 2 * math.pi * azimuth, 2 * math.pi * elevation
    position = [math.cos(e) * math.cos(a), math.cos(e) * math.sin(a), math.sin(e)]
    assert is_rotation(rotation)
    assert right[2] == 0
    assert down[2] < 0
    np.testing.assert_allclose(forward, np.negative(position), atol=1e-14)


@given(st.floats(1, 120), st.integers(8, 1024))
def test_the_image_spans_the_field_of_view(degrees, side):
    focal = focal_length_px(np.array([degrees]), side)[0]
    assert 2 * math.degrees(math.atan(side / 2 / focal)) == pytest.approx(degrees)


@given(SEEDS)
def test_the_ball_is_inside_the_frame_exactly_within_the_shift_limits(seed):
    rng = np.random.default_rng(seed)
    times, size, margin, focal = 9, 64, 1.5, np.array([90.0])
    position, depth = rng.uniform(-0.5, 0.5, (times, 1)), rng.uniform(5, 7, (times, 1))
    radius = rng.uniform(2, 4, (times, 1))
    low, high = shift_limits_m(position, depth, radius, focal, size, margin)

    def clearance(shift):
        center = focal * (position + shift) / depth + (size - 1) / 2
        return min((center - radius + 0.5).min(), (size - 0.5 - center - radius).min()) - margin

    assert low < high
    for edge in (low, high):
        assert 0 <= clearance(edge) <= 1 / 32, "at the limit, apart from the tolerance for rounding"
    assert clearance(low - 0.01) < 0
    assert clearance(high + 0.01) < 0
    assert clearance((low + high) / 2) > clearance(low)


def test_a_curve_too_wide_for_the_frame_has_no_feasible_shift():
    position, depth, radius = np.array([[-4.0], [4.0]]), np.full((2, 1), 6.0), np.full((2, 1), 3.0)
    low, high = shift_limits_m(position, depth, radius, np.array([90.0]), 64, 1.0)
    assert low > high
