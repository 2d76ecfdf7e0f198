"""Random numbers depend only on the seed, the owner, the purpose, the index and the attempt."""

import itertools
import math

import numpy as np
import pytest
import xxhash
from hypothesis import given
from hypothesis import strategies as st

from curveball.numerics import random_streams
from curveball.numerics.random_streams import Purpose, normals_from_uniforms, uniforms

INDICES = st.lists(st.integers(0, 10_000_000), min_size=1, max_size=30)


def draw(indices, count=7, seed=42, name="helical", purpose=Purpose.VIEW, attempt=0):
    return uniforms(seed, name, purpose, np.array(indices, dtype=np.int64), count, attempt)


@given(INDICES, st.integers(1, 9))
def test_a_sample_does_not_depend_on_its_neighbors(indices, count):
    together = draw(indices, count)
    alone = [draw([index], count)[:, 0] for index in indices]
    np.testing.assert_array_equal(together.T, alone)


@given(st.integers(0, 10_000_000), st.integers(1, 60), st.data())
def test_a_batch_can_be_divided_anywhere(first, size, data):
    cut = data.draw(st.integers(0, size))
    whole = draw(range(first, first + size))
    parts = [draw(range(first, first + cut)), draw(range(first + cut, first + size))]
    np.testing.assert_array_equal(whole, np.concatenate(parts, axis=1))


def test_a_long_draw_is_divided_without_changing_a_number(monkeypatch):
    whole = draw(range(50))
    monkeypatch.setattr(random_streams, "_INDICES_AT_A_TIME", 7)
    np.testing.assert_array_equal(draw(range(50)), whole)


@given(st.permutations(range(5, 25)))
def test_the_order_of_the_indices_only_reorders_the_numbers(order):
    in_order = draw(range(25))
    np.testing.assert_array_equal(draw(order), in_order[:, order])


def test_streams_share_no_number():
    streams = itertools.product((0, 42, 2**63 - 1), ("linear", "circular", "lineas"), Purpose, (0, 1, 63))
    numbers = np.concatenate([draw(range(100), 8, *stream).reshape(-1) for stream in streams])
    assert len(np.unique(numbers)) == len(numbers)


def test_numbers_within_a_block_of_four_do_not_depend_on_the_count():
    for low, high in ((1, 4), (3, 4), (5, 8), (6, 7)):
        np.testing.assert_array_equal(draw(range(20), low), draw(range(20), high)[:low])


def test_numbers_equal_those_of_numpys_philox_generator():
    key = np.array([7, xxhash.xxh3_64_intdigest(b"circular")], dtype=np.uint64)
    counter = 12 * 2 + (3 << 64) + (int(Purpose.JITTER) << 128)
    expected = np.random.Generator(np.random.Philox(key=key, counter=counter)).random(6)
    np.testing.assert_array_equal(draw([12], 6, 7, "circular", Purpose.JITTER, 3)[:, 0], expected)


def test_the_numbers_never_change():
    """Pinned: different numbers are a different dataset and require a new major version."""
    found = uniforms(42, "linear", Purpose.MOTION, np.array([0, 7499]), 2)
    assert found.tolist() == [[0.30411188567355396, 0.06514622926085112], [0.2494828988144251, 0.7593299346639556]]


def test_the_numbers_of_the_purposes_never_change():
    names = ("MOTION", "APPEARANCE", "VIEW", "JITTER", "SPLIT", "SHUFFLE", "AUDIT")
    assert {name: Purpose[name].value for name in names} == {name: number for number, name in enumerate(names)}


def test_uniforms_are_uniform():
    u = np.sort(draw(range(5000), 4).reshape(-1))
    assert u[0] >= 0
    assert u[-1] < 1
    steps = (np.arange(len(u)) + 0.5) / len(u)
    assert np.abs(u - steps).max() < 1.63 / math.sqrt(len(u)), "Kolmogorov-Smirnov, 1 %"


def test_numbers_of_a_sample_are_uncorrelated_with_each_other_and_with_the_next_sample():
    u = draw(range(20_001), 4)
    joined = np.concatenate([u[:, :-1], u[:, 1:]])
    off_diagonal = np.corrcoef(joined)[~np.eye(8, dtype=bool)]
    assert np.abs(off_diagonal).max() < 4 / math.sqrt(20_000)


@pytest.mark.parametrize("count", [1, 4, 5])
def test_no_indices_give_no_numbers(count):
    assert draw([], count).shape == (count, 0)


def test_normals_are_normal():
    u = draw(range(5000), 4)
    normals = np.sort(normals_from_uniforms(u[:2], u[2:]).reshape(-1))
    cumulative = np.array([0.5 * (1 + math.erf(x / math.sqrt(2))) for x in normals])
    steps = (np.arange(len(normals)) + 0.5) / len(normals)
    assert np.abs(cumulative - steps).max() < 1.63 / math.sqrt(len(normals)), "Kolmogorov-Smirnov, 1 %"


def test_a_pair_of_uniforms_gives_two_independent_normals():
    u = draw(range(20_000), 2)
    first, second = normals_from_uniforms(u[:1], u[1:])
    assert abs(np.corrcoef(first, second)[0, 1]) < 4 / math.sqrt(20_000)
    assert abs(np.corrcoef(first**2, second**2)[0, 1]) < 4 / math.sqrt(20_000)


def test_normals_are_finite_at_the_bounds_of_the_uniforms():
    ends = np.array([0.0, 2.0**-53, 0.5, 1 - 2.0**-53])
    first, second = np.meshgrid(ends, ends)
    normals = normals_from_uniforms(first, second)
    assert np.isfinite(normals).all()
    assert np.abs(normals).max() == pytest.approx(math.sqrt(2 * 53 * math.log(2)))
