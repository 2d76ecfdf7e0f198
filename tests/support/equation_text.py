"""Reads the equations that stand in the dataset, as a person with paper and pencil would."""

import math
import re

import numpy as np

_SIGN = re.compile(r"\d+\.?\d*|[a-z]+|[()+\-*^,]")
_FUNCTIONS = {"cos": math.cos, "sin": math.sin}


def evaluate(equation: str, time: float) -> np.ndarray:
    """Return p at a time t of "p(s) = cos(a) (1, 0, 0) + ..., a = 2 pi s, s = 1 - t": a vector (3,).

    Each definition explains a name of those before it, so the last one, of s, needs only t.
    """
    curve, *definitions = re.split(r", (?=[a-z] = )", equation)
    names = {"t": time, "pi": math.pi}
    for definition in reversed(definitions):
        name, _, text = definition.partition(" = ")
        names[name] = _Reader(text, names).read()
    left, _, right = curve.partition(" = ")
    assert left == "p(s)", equation
    assert definitions[-1].startswith("s = "), equation
    return _Reader(right, names).read()


class _Reader:
    """sum: product (+ product)*. product: power power*. power: atom (^ number)?. atom: number, name, f atom, (sum…)."""

    def __init__(self, text: str, names: dict[str, float]):
        self._signs = _SIGN.findall(text)
        assert "".join(self._signs) == text.replace(" ", ""), f"unknown signs in {text}"
        self._names = names

    def read(self):
        value = self._sum()
        assert not self._signs, f"left over: {self._signs}"
        return value

    def _next(self) -> str:
        return self._signs[0] if self._signs else ""

    def _sum(self):
        value = 0
        while True:
            factor = -1 if self._next() == "-" else 1
            if self._next() in ("+", "-"):
                self._signs.pop(0)
            value = value + factor * self._product()
            if self._next() not in ("+", "-"):
                return value

    def _product(self):
        value = self._power()
        while self._next() and self._next() not in "+-),":
            value = value * self._power()
        return value

    def _power(self):
        value = self._atom()
        if self._next() == "^":
            self._signs.pop(0)
            value = value ** float(self._signs.pop(0))
        return value

    def _atom(self):
        sign = self._signs.pop(0)
        if sign in _FUNCTIONS:
            return _FUNCTIONS[sign](self._atom())
        if sign == "(":
            parts = [self._sum()]
            while (sign := self._signs.pop(0)) == ",":
                parts.append(self._sum())
            assert sign == ")"
            return parts[0] if len(parts) == 1 else np.array(parts)
        return self._names[sign] if sign.isalpha() else float(sign)
