"""Numbers that have the same bits on every CPU: random streams, sine and logarithm, colors, ranges."""
