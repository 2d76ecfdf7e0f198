"""Validation of a dataset: every check is computed in one pass over the files and compared with its bound."""
