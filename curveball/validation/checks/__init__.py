"""Checks of the table, the numbers, the pixels and the files."""
