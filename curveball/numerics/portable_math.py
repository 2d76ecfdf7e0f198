"""Sine, cosine, exponential, logarithm and mean with bit-identical results on every CPU.

IEEE 754 requires correct rounding of `+ - * / sqrt` and of rounding to an integer. It does not specify the last bits
of sine, cosine, exponential and logarithm, whose implementation the C library selects by CPU, or the order of the
additions in a sum, which numpy selects by memory layout. The functions in this module use only the specified
operations, in a fixed order.
"""

import numpy as np
from numpy.typing import NDArray

_TWO_PI = 6.283185307179586
_LN_2 = 0.6931471805599453
_SQRT_HALF = 0.7071067811865476

# Taylor coefficients in x**2, highest power first. For |x| <= pi/4 the truncation error is below 1e-16.
_SINE = (-1 / 1307674368000, 1 / 6227020800, -1 / 39916800, 1 / 362880, -1 / 5040, 1 / 120, -1 / 6, 1.0)
_COSINE = (1 / 20922789888000, -1 / 87178291200, 1 / 479001600, -1 / 3628800, 1 / 40320, -1 / 720, 1 / 24, -0.5, 1.0)
# Taylor coefficients, 1/13! first. For |x| <= log(2)/2 the truncation error is below 1e-17.
_EXPONENTIAL = (
    *(1 / n for n in (6227020800, 479001600, 39916800, 3628800, 362880, 40320, 5040, 720, 120, 24, 6, 2)),
    1.0,
    1.0,
)
# 2 artanh(s) = 2 s (1 + s**2/3 + s**4/5 + ...). For |s| <= 0.172 the truncation error is below 1e-16.
_ARTANH = tuple(1 / n for n in range(21, 0, -2))


def sincos_turns(turns: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return sin(2 pi x) and cos(2 pi x) of angles x in turns.

    The angle is reduced exactly to an eighth of a turn around the nearest quarter turn, where the Taylor series
    converge fast.

    Args:
        turns: Angles of any shape, finite, |x| < 2**40.

    Returns:
        Sine and cosine, each of the shape of `turns`. The absolute error is below 1e-15 for |x| <= 1, and multiples
        of a quarter turn are exact.
    """
    quarters = np.rint(np.asarray(turns, dtype=np.float64) * 4.0)
    x = (turns - quarters * 0.25) * _TWO_PI
    square = x * x
    sine = _horner(_SINE, square) * x
    cosine = _horner(_COSINE, square)
    quadrant = quarters.astype(np.int64) & 3
    is_odd = (quadrant & 1).astype(bool)
    sine_sign = np.where(quadrant >= 2, -1.0, 1.0)
    cosine_sign = np.where((quadrant == 1) | (quadrant == 2), -1.0, 1.0)
    return np.where(is_odd, cosine, sine) * sine_sign, np.where(is_odd, sine, cosine) * cosine_sign


def log(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the natural logarithm.

    With x = m 2**e and sqrt(1/2) <= m < sqrt(2), log(x) = e log(2) + 2 artanh((m - 1) / (m + 1)).

    Args:
        x: Positive finite numbers of any shape.

    Returns:
        The shape of `x`. The relative error is below 1e-15 away from x = 1, and the absolute error is below 1e-16
        near it.
    """
    mantissa, exponent = np.frexp(x)
    is_small = mantissa < _SQRT_HALF
    mantissa = np.where(is_small, mantissa * 2.0, mantissa)
    exponent = np.where(is_small, exponent - 1, exponent)
    s = (mantissa - 1.0) / (mantissa + 1.0)
    logarithm: NDArray[np.float64] = exponent * _LN_2 + _horner(_ARTANH, s * s) * s * 2.0
    return logarithm


def exp(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the exponential function.

    With x = k log(2) + r, k an integer and |r| <= log(2)/2, exp(x) = 2**k exp(r). The Taylor series of exp(r) up to
    r**13 has a truncation error below 1e-17.

    Args:
        x: Numbers of any shape, |x| < 700.

    Returns:
        The shape of `x`. The relative error is below 1e-15 for |x| <= 10.
    """
    exponent = np.rint(np.asarray(x, dtype=np.float64) / _LN_2)
    power: NDArray[np.float64] = np.ldexp(_horner(_EXPONENTIAL, x - exponent * _LN_2), exponent.astype(np.int32))
    return power


def mean_over_time(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean over the first axis, with the additions in index order.

    `numpy.mean` selects the order of its additions by the shape of the array, so the mean of one sample could differ
    in the last bit between a batch of one and a batch of two. `accumulate` has a single order.

    Args:
        values: Shape (T, ...), T > 0.

    Returns:
        Shape (...).
    """
    mean: NDArray[np.float64] = np.add.accumulate(values, axis=0)[-1] / float(len(values))
    return mean


def _horner(coefficients: tuple[float, ...], x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Evaluate a polynomial by Horner's rule, with the coefficient of the highest power first."""
    value = coefficients[0] * x
    for coefficient in coefficients[1:-1]:
        value += coefficient
        value *= x
    value += coefficients[-1]
    return value
