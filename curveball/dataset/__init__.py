"""From shards to a dataset, and back to numpy: layout of files, splits, merging, reading."""
