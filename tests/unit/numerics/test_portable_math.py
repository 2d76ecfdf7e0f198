"""Elementary functions are accurate, and their results do not depend on the batch."""

import math
from decimal import Decimal, localcontext

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from curveball.numerics.portable_math import exp, log, mean_over_time, sincos_turns

TWO_PI = Decimal("6.28318530717958647692528676655900576839433879875021")


def exact_sincos(turns: float) -> tuple[Decimal, Decimal]:
    """Return sine and cosine of an angle in turns from their Taylor series, to forty digits."""
    with localcontext() as context:
        context.prec = 50
        x = Decimal(turns) * TWO_PI
        terms = [Decimal(1)]
        for n in range(1, 70):
            terms.append(terms[-1] * x / n)
        sine = sum(term if n % 4 == 1 else -term for n, term in enumerate(terms) if n % 2 == 1)
        cosine = sum(term if n % 4 == 0 else -term for n, term in enumerate(terms) if n % 2 == 0)
        return sine, cosine


@given(st.floats(-1, 1))
def test_sine_and_cosine_have_an_absolute_error_below_1e_15(turns):
    sine, cosine = sincos_turns(np.array([turns]))
    exact_sine, exact_cosine = exact_sincos(turns)
    assert abs(Decimal(sine[0]) - exact_sine) < Decimal("1e-15")
    assert abs(Decimal(cosine[0]) - exact_cosine) < Decimal("1e-15")


def test_sine_and_cosine_agree_with_numpy_over_many_turns():
    turns = np.linspace(-20, 20, 100_001)
    sine, cosine = sincos_turns(turns)
    assert np.abs(sine - np.sin(2 * np.pi * turns)).max() < 2e-14
    assert np.abs(cosine - np.cos(2 * np.pi * turns)).max() < 2e-14


@given(st.integers(-(2**40), 2**40))
def test_quarter_turns_are_exact(quarters):
    sine, cosine = sincos_turns(np.array([quarters / 4]))
    assert sine[0] == (0, 1, 0, -1)[quarters % 4]
    assert cosine[0] == (1, 0, -1, 0)[quarters % 4]


@given(st.integers(0, 2**12 - 1), st.integers(-(2**27), 2**27))
def test_whole_turns_change_no_bit(numerator, turns):
    here, there = (sincos_turns(np.array([numerator / 2**12 + n])) for n in (0, turns))
    np.testing.assert_array_equal(here, there)


@given(st.floats(1e-300, 1e300).filter(lambda x: abs(math.log(x)) > 0.1))
def test_logarithm_has_a_relative_error_below_1e_15(x):
    assert log(np.array([x]))[0] == pytest.approx(math.log(x), rel=1e-15, abs=0)


def test_logarithm_is_accurate_where_its_series_converges_most_slowly():
    x = np.concatenate([np.linspace(0.70711, 0.72, 500), np.linspace(1.4, 1.41421, 500)])
    np.testing.assert_allclose(log(x), [math.log(number) for number in x], rtol=5e-16, atol=0)


@given(st.floats(0.9, 1.1))
def test_logarithm_has_an_absolute_error_below_1e_16_near_one(x):
    assert log(np.array([x]))[0] == pytest.approx(math.log(x), rel=0, abs=1e-16)


def test_logarithm_of_one_is_zero():
    assert log(np.array([1.0]))[0] == 0


@given(st.floats(-10, 10))
def test_exponential_has_a_relative_error_below_1e_15(x):
    with localcontext() as context:
        context.prec = 50
        exact = Decimal(x).exp()
        assert abs(Decimal(exp(np.array([x]))[0]) / exact - 1) < Decimal("1e-15")


def test_exponential_agrees_with_numpy_wherever_it_is_a_normal_number():
    x = np.linspace(-699, 699, 100_001)
    np.testing.assert_allclose(exp(x), np.exp(x), rtol=2e-13, atol=0)


def test_exponential_of_zero_is_one():
    assert exp(np.array([0.0, -0.0])).tolist() == [1, 1]


@given(st.lists(st.floats(-700, 700), min_size=1, max_size=40))
def test_exponential_and_logarithm_have_the_same_bits_in_every_batch(numbers):
    x = np.array(numbers)
    for function, values in ((exp, x), (log, np.abs(x) + 1e-3)):
        alone = [function(values[[k]])[0] for k in range(len(values))]
        np.testing.assert_array_equal(function(values), alone)
        np.testing.assert_array_equal(function(np.repeat(values, 3)[::3]), alone)


def test_mean_over_time_is_the_arithmetic_mean():
    values = np.random.default_rng(1).normal(size=(50, 7)) * 10
    expected = [math.fsum(values[:, k]) / 50 for k in range(7)]
    np.testing.assert_allclose(mean_over_time(values), expected, rtol=1e-13)


@given(st.integers(1, 200), st.integers(1, 40), st.integers(0, 2**32 - 1))
def test_mean_over_time_has_the_same_bits_in_every_batch(times, count, seed):
    values = np.random.default_rng(seed).normal(size=(times, count))
    alone = [mean_over_time(values[:, [k]])[0] for k in range(count)]
    np.testing.assert_array_equal(mean_over_time(values), alone)
    np.testing.assert_array_equal(mean_over_time(np.asfortranarray(values)), alone)
