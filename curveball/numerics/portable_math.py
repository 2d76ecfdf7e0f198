"""Sine, cosine, logarithm and sums that give the same bits on every CPU.

IEEE 754 fixes `+ - * / sqrt` and rounding to an integer, to the last bit. It does not fix sine, cosine or the
logarithm (which the C library chooses by CPU), nor the order in which a sum is taken (which numpy chooses by memory
layout). The functions here use the fixed operations only, in a fixed order.
"""

import numpy as np

_TWO_PI = 6.283185307179586
_LN_2 = 0.6931471805599453
_SQRT_HALF = 0.7071067811865476

# Taylor coefficients in x**2, highest power first; |x| <= pi/4 leaves an error below 1e-16.
_SINE = (-1 / 1307674368000, 1 / 6227020800, -1 / 39916800, 1 / 362880, -1 / 5040, 1 / 120, -1 / 6, 1.0)
_COSINE = (1 / 20922789888000, -1 / 87178291200, 1 / 479001600, -1 / 3628800, 1 / 40320, -1 / 720, 1 / 24, -0.5, 1.0)
# 2 artanh(s) = 2 s (1 + s**2/3 + s**4/5 + ...); |s| <= 0.172 leaves an error below 1e-16.
_ARTANH = tuple(1 / n for n in range(21, 0, -2))


def sincos_turns(turns: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return sin(2 pi x) and cos(2 pi x) for an angle x in turns.

    Args:
        turns: Any shape, float64, finite, |x| < 2**40.

    Returns:
        Sine and cosine, float64, with an absolute error below 1e-15 for |x| <= 1, and exact at quarter turns.
    """
    quarters = np.rint(np.asarray(turns, dtype=np.float64) * 4.0)
    x = (turns - quarters * 0.25) * _TWO_PI
    square = x * x
    sine = _horner(_SINE, square) * x
    cosine = _horner(_COSINE, square)
    quadrant = quarters.astype(np.int64) & 3
    odd = (quadrant & 1).astype(bool)
    sine_sign = np.where(quadrant >= 2, -1.0, 1.0)
    cosine_sign = np.where((quadrant == 1) | (quadrant == 2), -1.0, 1.0)
    return np.where(odd, cosine, sine) * sine_sign, np.where(odd, sine, cosine) * cosine_sign


def log(x: np.ndarray) -> np.ndarray:
    """Return the natural logarithm of x > 0, float64, with a relative error below 1e-15 away from 1."""
    mantissa, exponent = np.frexp(x)
    small = mantissa < _SQRT_HALF
    mantissa = np.where(small, mantissa * 2.0, mantissa)
    exponent = np.where(small, exponent - 1, exponent)
    s = (mantissa - 1.0) / (mantissa + 1.0)
    return exponent * _LN_2 + _horner(_ARTANH, s * s) * s * 2.0


def mean_over_time(values: np.ndarray) -> np.ndarray:
    """Return the mean over the first axis, added up one by one from the first to the last.

    `numpy.mean` chooses the order of its additions by the shape of the array, so that a batch of one and a batch of
    two would differ in the last bit; `accumulate` has only one order.
    """
    return np.add.accumulate(values, axis=0)[-1] / float(len(values))


def _horner(coefficients: tuple[float, ...], x: np.ndarray) -> np.ndarray:
    value = coefficients[0] * x
    for coefficient in coefficients[1:-1]:
        value += coefficient
        value *= x
    value += coefficients[-1]
    return value
