"""Every check of a dataset: measured in one pass over its files, and judged by its bound."""
