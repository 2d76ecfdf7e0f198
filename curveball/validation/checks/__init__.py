"""Checks of tables, numbers, pixels and files."""
