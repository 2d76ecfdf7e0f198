"""Numerics with the same bits on every CPU: random streams, elementary functions, colors and ranges."""
