"""Phrases for numbers and directions, shared by the equations and descriptions of the motions."""

from curveball.motions._motion import Vector

_TAN_22_5 = 0.41421356237309503
_QUARTER_TOLERANCE = 0.04
_TURNS = (
    "",
    "a quarter turn",
    "half a turn",
    "three quarters of a turn",
    "one full turn",
    "one and a quarter turns",
    "one and a half turns",
    "one and three quarter turns",
    "two full turns",
    "two and a quarter turns",
    "two and a half turns",
    "two and three quarter turns",
    "three full turns",
)
_WAYS_AROUND = ("", "a quarter of the way around", "halfway around", "three quarters of the way around", "once around")


def vector(axis: Vector, length: float = 1.0) -> str:
    """Return `length` times `axis` with four decimals: "(0.1000, -0.2000, 0.3000)"."""
    return f"({axis[0] * length:.4f}, {axis[1] * length:.4f}, {axis[2] * length:.4f})"


def corner(right: float, down: float) -> str:
    """Return the side or corner of the frame that a direction points to, one of eight: "lower left"."""
    column = "" if abs(right) < _TAN_22_5 * abs(down) else "right" if right > 0 else "left"
    row = "" if abs(down) < _TAN_22_5 * abs(right) else "bottom" if down > 0 else "top"
    if row and column:
        return ("lower " if down > 0 else "upper ") + column
    return row or column


def in_quarters(turns: float) -> str:
    """Return a number of turns in words where it is within 0.04 of a multiple of a quarter, else with two decimals.

    Returns:
        "half a turn", "one and a half turns", "0.62 of a turn", "1.62 turns".
    """
    if words := _nearest_quarter(turns, _TURNS):
        return words
    return f"{turns:.2f} of a turn" if turns < 1 else f"{turns:.2f} turns"


def way_around(turns: float) -> str:
    """Return how far around a circle a ball goes: "halfway around"; empty where `in_quarters` has no words."""
    return _nearest_quarter(turns, _WAYS_AROUND)


def _nearest_quarter(turns: float, words: tuple[str, ...]) -> str:
    quarters = round(4 * turns)
    is_close = abs(4 * turns - quarters) <= 4 * _QUARTER_TOLERANCE
    return words[quarters] if is_close and quarters < len(words) else ""
