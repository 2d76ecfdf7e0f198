"""Phrases for numbers and directions, shared by the equations and descriptions of the motions."""

from curveball.motions._motion import Vector

_TAN_22_5 = 0.41421356237309503


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


def from_to(right: float, down: float) -> str:
    """Return the direction of a displacement in the frame: "from lower left to upper right"."""
    if right == down == 0:
        return "seen at one moment"
    return f"from {corner(-right, -down)} to {corner(right, down)}"


def depth_change(depth_ratio: float) -> str:
    """Return how the depth changes, ", away from the camera" or ", towards the camera"; empty below 2 %.

    Args:
        depth_ratio: The last depth divided by the first.
    """
    if depth_ratio > 1.02:
        return ", away from the camera"
    if depth_ratio < 1 / 1.02:
        return ", towards the camera"
    return ""
