"""The configuration: one typed model, read from YAML, explained where it is invalid."""
